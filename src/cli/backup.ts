// `npm run backup [-- --to FOLDER] [--key-to FILE] [--thin] [--fresh]` — copies everything the desk remembers, while it runs; ends with 1 when it could not.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '../base/clock.ts';
import { makeBackup } from '../storage/backup/backup.ts';
import { thinOut } from '../storage/backup/thin-out.ts';
import { runCommand, storeSettings } from './store-settings.ts';

const HELP = `npm run backup -- [--to 目录] [--key-to 文件] [--thin] [--fresh]
  --to      备份放在哪个目录，默认 ./backups；每次建一个新的子目录
  --key-to  顺便把自动生成的密钥复制到这里；不能放在备份目录里
  --thin    做完以后清理旧的：两小时内全留，两天内每小时留一份，三十天内每天留一份
  --fresh   照片和语音全部重新复制，不和上一份共用`;

await runCommand(HELP, async (args) => {
  const { values } = parseArgs({
    args,
    options: {
      to: { type: 'string', default: './backups' },
      'key-to': { type: 'string' },
      thin: { type: 'boolean', default: false },
      fresh: { type: 'boolean', default: false },
    },
  });
  const settings = storeSettings();
  const product = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
  const { folder, manifest } = await makeBackup(
    { ...settings, hasOwnKey: settings.ownKey !== null, product: String(product) },
    { into: values.to, keyFile: values['key-to'] ?? null, fresh: values.fresh },
    systemClock,
  );
  const bytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
  console.log(
    `已备份  ${folder}\n  ${manifest.counts.message ?? 0} 条消息，${manifest.counts.ticket ?? 0} 张工单，${manifest.files.length} 个文件，${(bytes / 1e6).toFixed(1)} MB`,
  );
  if (manifest.media === 'bucket')
    console.log('  照片和语音在对象存储里，不在这份备份里，请在那边开版本保留。');
  if (values['key-to'] !== undefined) console.log(`  密钥已复制到 ${values['key-to']}，请与备份分开保管。`);
  else if (settings.ownKey === null)
    console.log('  密钥 field.key 不在备份里，请另存一份（--key-to）：没有它，备份里的个人信息谁也读不出。');
  if (values.thin) {
    const gone = await thinOut(values.to, systemClock.now());
    if (gone > 0) console.log(`  清理了 ${gone} 份旧备份。`);
  }
  console.log('  请把备份复制到另一台机器上；config/、flows/ 和 .env 不在里面，另行保存。');
});
