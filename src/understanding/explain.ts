// One line for each thing that was found, with who found it and where: for `npm run chat -- --why`. Never logged.
import type { Found, Span } from './commands.ts';
import { formatAddress } from './entities/format-address.ts';
import { formatTime } from './entities/time/format-time.ts';

/** address 3栋2单元501 · rule · 3-2-501 [0,7) */
export function explainFound(found: Found, remark = ''): string {
  const note = remark === '' ? '' : ` (${remark})`;
  return `${found.entity} ${sayValue(found)}${note} · ${found.producer} · ${explainWords(found.raw, found.span)}`;
}

export function explainWords(raw: string, span: Span | null): string {
  return span === null ? raw : `${raw} [${span.start},${span.end})`;
}

function sayValue(found: Found): string {
  switch (found.entity) {
    case 'address':
      return formatAddress(found.value);
    case 'time':
      return [formatTime(found.value), found.value.lies, found.value.repeats ?? ''].filter(Boolean).join(' ');
    case 'device':
      return `${found.value.kind} ${found.value.name}`;
    case 'money':
      return `${found.value.approximate ? '~' : ''}${found.value.fen / 100}元`;
    case 'headcount':
      return `${found.value.atLeast ? '≥' : ''}${found.value.count} ${found.value.of}`;
    case 'staff':
      return [found.value.role, found.value.name].filter((one) => one !== null).join(' ');
    case 'text':
      return '';
    default:
      return found.value;
  }
}
