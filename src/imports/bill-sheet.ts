// What homes owe as a workbook: an empty one to fill in. Nothing in a cell is calculated when it is opened.

const COLUMNS = ['账期', '楼栋', '单元', '房号', '项目', '应收', '已收', '到期日'] as const;

const NOTES: readonly (readonly [string, string])[] = [
  ['账期', '写成 2026-10；按季度收的写成 2026-Q4'],
  ['楼栋、单元、房号', '照小区档案里的写，如 3、2、501；也可以只留一列“房号”，写成 3-2-501'],
  ['项目', '物业费、车位费、水费……最多 20 个字；同一户同一账期一个项目一行'],
  ['应收、已收', '写元，最多两位小数；还没收就空着。公式请先“选择性粘贴→数值”'],
  ['到期日', '写成 2026-10-31'],
  ['怎么算数', '整张表为准：导入以后这个小区以这张表回答住户，表里没有的不再算欠费'],
];

export async function toBillTemplate(): Promise<Uint8Array> {
  const { default: exceljs } = await import('exceljs');
  const workbook = new exceljs.Workbook();
  const sheet = workbook.addWorksheet('账单', { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.addRow([...COLUMNS]).font = { bold: true };
  for (let column = 1; column <= COLUMNS.length; column++) {
    sheet.getColumn(column).width = 14;
    // As text: 2026-10 would become the first of October otherwise.
    if (COLUMNS[column - 1] !== '应收' && COLUMNS[column - 1] !== '已收')
      sheet.getColumn(column).numFmt = '@';
  }
  const notes = workbook.addWorksheet('填写说明');
  notes.getColumn(1).width = 22;
  notes.getColumn(2).width = 70;
  for (const note of NOTES) notes.addRow([...note]);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}
