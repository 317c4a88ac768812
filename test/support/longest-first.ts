// The order of the test files: by chance, as the seed says, but what waits long begins first, so that no worker is left with it at the end.
import { createHash } from 'node:crypto';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** These wait for real processes, browsers and kills for half a minute and more. */
const LONG = /\/test\/(?:prove|cluster|crash|console|simulator|storage\/backup|journeys\/channels)/u;

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root, sequence } = this.ctx.config;
    const place = ({ moduleId }: TestSpecification) => {
      const byChance = createHash('sha256')
        .update(`${sequence.seed} ${moduleId.slice(root.length)}`)
        .digest('hex');
      return `${LONG.test(moduleId) ? 0 : 1} ${byChance}`;
    };
    return files
      .map((file) => ({ file, at: place(file) }))
      .sort((one, other) => (one.at < other.at ? -1 : 1))
      .map(({ file }) => file);
  }
}
