// Reads imports and words of source files and says, in one sentence each, which rule of the ladder they break.
import { posix } from 'node:path';
import * as rules from './rules.ts';

export type SourceFile = {
  /** Below src/: flows/advance.ts. */
  path: string;
  source: string;
};

type Import = { target: string; typeOnly: boolean };

export function brokenRules(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const code = withoutComments(file.source);
    const imports = importsOf(code);
    return [
      ...brokenImports(file.path, imports),
      ...brokenModules(file.path, imports),
      ...brokenWords(file.path, withoutStrings(code)),
    ];
  });
}

/** Value and type imports, re-exports and dynamic imports; relative ones as paths below src/. */
export function importsOf(code: string): Import[] {
  const found: Import[] = [];
  for (const match of code.matchAll(
    /\b(?:import|export)\s+(type\s+)?([\w*{}\s,$]*?)\s*(?:from\s*)?['"]([^'"]+)['"]/g,
  )) {
    const names =
      /\{([^}]*)\}/
        .exec(match[2] ?? '')?.[1]
        ?.split(',')
        .map((name) => name.trim())
        .filter(Boolean) ?? [];
    const everyNameIsType = names.length > 0 && names.every((name) => name.startsWith('type '));
    found.push({ target: match[3] ?? '', typeOnly: Boolean(match[1]) || everyNameIsType });
  }
  for (const match of code.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g))
    found.push({ target: match[1] ?? '', typeOnly: false });
  return found;
}

function brokenImports(path: string, imports: readonly Import[]): string[] {
  return imports
    .filter(({ target }) => target.startsWith('.'))
    .flatMap(({ target, typeOnly }) => {
      const to = posix.join(posix.dirname(path), target);
      if (folderOf(to) === folderOf(path) && !isNoun(path)) return [];
      if (rules.exceptions.some((row) => row.file === path && row.allows === to)) return [];
      const reason = whyNot(path, to, typeOnly);
      return reason ? [`${path} imports ${to} – ${reason}`] : [];
    });
}

function whyNot(from: string, to: string, typeOnly: boolean): string | null {
  const isJoiner = rules.joiners.some((joiner) => from.startsWith(joiner));
  const reserved = rules.reserved.find(
    (row) => row.target.test(to) && !row.onlyFor.some((allowed) => from.startsWith(allowed)),
  );
  if (reserved) return reserved.because;
  const homeless = [from, to].find(
    (path) => !rowOf(path) && !rules.sides.some((side) => path.startsWith(side.path)),
  );
  if (homeless) return because(homeless);
  const sideOfTarget = isNoun(to) ? undefined : rules.sides.find((side) => to.startsWith(side.path));
  const sideOfSource = isNoun(from) ? undefined : rules.sides.find((side) => from.startsWith(side.path));
  if (isJoiner) return sideOfTarget || rungOf(to) <= rungOf(from) ? null : because(to);
  if (sideOfSource)
    return sideOfSource.mayImport.some((allowed) => to.startsWith(allowed)) ? null : sideOfSource.because;
  if (sideOfTarget) return sideOfTarget.because;

  if (rungOf(to) < rungOf(from)) return null;
  // On one rung, and only as types: they leave nothing behind when the program runs.
  if (
    rungOf(to) === rungOf(from) &&
    (typeOnly || rungOf(to) === 0) &&
    !(isNoun(from) && !isNoun(to) && !typeOnly)
  )
    return null;
  return because(from);
}

function brokenModules(path: string, imports: readonly Import[]): string[] {
  if (!isPure(path)) return [];
  return imports.flatMap(({ target, typeOnly }) => {
    const row = rules.impureModules.find(
      ({ module, except }) => module.test(target) && !except.some((end) => path.endsWith(end)),
    );
    return row && !typeOnly ? [`${path} imports ${target} – ${row.because}`] : [];
  });
}

function brokenWords(path: string, code: string): string[] {
  const everywhere = rules.reservedWords
    .filter(({ word, onlyIn }) => word.test(code) && !onlyIn.some((allowed) => path.startsWith(allowed)))
    .filter(({ shown }) => !rules.exceptions.some((row) => row.file === path && row.allows === shown));
  const inPure = isPure(path) ? rules.impureWords.filter(({ word }) => word.test(code)) : [];
  return [...everywhere, ...inPure].map(({ shown, because: reason }) => `${path} uses ${shown} – ${reason}`);
}

function because(path: string): string {
  return (
    rowOf(path)?.because ?? 'its folder has no place on the ladder yet; add it to test/architecture/rules.ts'
  );
}

function rungOf(path: string): number {
  return rowOf(path)?.rung ?? Number.POSITIVE_INFINITY;
}

function rowOf(path: string) {
  return rules.rungs
    .filter((row) => path.startsWith(row.path))
    .sort((a, b) => b.path.length - a.path.length)[0];
}

function isNoun(path: string): boolean {
  return rules.pureNouns.some((noun) => (noun.endsWith('/') ? path.startsWith(noun) : path === noun));
}

function isPure(path: string): boolean {
  return isNoun(path) || rules.pureFolders.some((folder) => path.startsWith(folder));
}

export function folderOf(path: string): string {
  return path.includes('/') ? `${path.split('/')[0]}/` : path;
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/(^|[^:'"`\\])\/\/[^\n]*/g, '$1');
}

/** What is merely spoken of is not used. Template literals stay: they may hold code. */
function withoutStrings(code: string): string {
  return code.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
}
