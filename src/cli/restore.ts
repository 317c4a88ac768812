// `npm run restore -- FOLDER [--key FILE] [--nothing-ran-since]` — brings a backup back into an empty place; with `--rehearse` only
// tries it with the newest of a folder of backups. Ends with 1 when it could not.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../base/clock.ts';
import { Fault } from '../base/errors.ts';
import { createIds } from '../base/ids.ts';
import { rehearseRestore } from '../storage/backup/rehearse.ts';
import { restoreBackup } from '../storage/backup/restore.ts';
import { runCommand, storeSettings } from './store-settings.ts';

const HELP = `npm run restore -- 备份目录 [--key 密钥文件] [--nothing-ran-since]
npm run restore -- --rehearse 备份总目录 [--key 密钥文件]
  --key                密钥文件（field.key 的那一份）；填了 FIELD_KEY，或已放回 DATA_DIR，就不用
  --nothing-ran-since  备份前前台已经停了，之后再没启动过（例如搬家）：待发的话照常发，不必怀疑
  --rehearse           演练：拿最新的一份在旁边恢复一遍，核对摘要、密钥和条数，再删掉；前台照常运行`;

await runCommand(HELP, async (args) => {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      'nothing-ran-since': { type: 'boolean', default: false },
      rehearse: { type: 'string' },
    },
  });
  const world = { clock: systemClock, ids: createIds(systemClock) };
  if (values.rehearse !== undefined) {
    if (positionals.length > 0) throw new Fault('backup/usage', HELP);
    const settings = storeSettings();
    const keyFile = values.key ?? (settings.ownKey === null ? join(settings.dataDir, 'field.key') : null);
    const { folder, manifest, ageMs, tookMs } = await rehearseRestore(
      values.rehearse,
      { ...settings, keyFile },
      world,
    );
    console.log(`演练成功  ${folder}`);
    console.log(
      `  ${manifest.counts.message ?? 0} 条消息，${manifest.counts.ticket ?? 0} 张工单，${manifest.files.length} 个文件，摘要、密钥、条数都对得上，恢复用了 ${(tookMs / 1000).toFixed(1)} 秒。`,
    );
    console.log(`  这份备份是 ${Math.round(ageMs / 60_000)} 分钟以前的：现在出事，最多丢这么久。`);
    return;
  }
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1) throw new Fault('backup/usage', HELP);
  const { manifest, settled } = await restoreBackup(
    folder,
    { ...storeSettings(), keyFile: values.key ?? null, nothingRanSince: values['nothing-ran-since'] },
    world,
  );
  console.log(`已恢复到 ${manifest.createdAt} 的样子，文件摘要和条数都对得上。现在可以启动前台。`);
  if (settled.underSameId > 0)
    console.log(
      `  ${settled.underSameId} 句话当时还没发完，会用原来的编号再发一次；已经发过的，平台会拒收，住户不会看到两遍。`,
    );
  if (settled.forPerson > 0)
    console.log(
      `  ${settled.forPerson} 句话分不清发没发过，没有再发；与会话或工单有关的已列入待办（原因 restored），请派人确认。`,
    );
  console.log('  备份之后的客服消息，平台保留三天，启动后会重新取回，按新消息办理。');
});
