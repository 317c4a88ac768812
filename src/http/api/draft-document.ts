// The draft of a report as a document of a word processor: the same words as on the page, to be edited and signed.
import type { Chapter } from '../../reports/draft.ts';
import { DRAFT_NOTE, SIGNATURES } from './draft-page.ts';

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const FONT = 'Microsoft YaHei';
/** Half points. */
const SIZE = 21;

/** The library is heavy and rarely needed. */
export async function toDraftDocument(chapters: readonly Chapter[], title: string): Promise<Uint8Array> {
  const {
    AlignmentType,
    Document,
    HeadingLevel,
    Packer,
    Paragraph,
    Table,
    TableCell,
    TableRow,
    TextRun,
    WidthType,
  } = await import('docx');
  const rowOf = (cells: readonly string[], isHead: boolean) =>
    new TableRow({
      tableHeader: isHead,
      cantSplit: true,
      children: cells.map(
        (text) =>
          new TableCell({ children: [new Paragraph({ children: [new TextRun({ text, bold: isHead })] })] }),
      ),
    });
  const tableOf = ({ title: caption, head, rows }: Chapter['tables'][number]) => [
    new Paragraph({
      children: [new TextRun({ text: caption, bold: true })],
      spacing: { before: 160, after: 60 },
    }),
    new Table({
      width: { size: 100, type: WidthType.PERCENTAGE },
      rows: [rowOf(head, true), ...rows.map((row) => rowOf(row, false))],
    }),
  ];
  const chapterOf = (chapter: Chapter) => [
    new Paragraph({
      text: chapter.title,
      heading: HeadingLevel.HEADING_1,
      spacing: { before: 320, after: 120 },
    }),
    ...chapter.sentences.map((text) => new Paragraph({ text, spacing: { after: 80 } })),
    ...chapter.tables.flatMap(tableOf),
  ];
  const document = new Document({
    title,
    creator: '',
    styles: {
      default: {
        document: { run: { font: { ascii: FONT, hAnsi: FONT, eastAsia: FONT, cs: FONT }, size: SIZE } },
        heading1: { run: { bold: true, size: 26, color: '000000' } },
        title: { run: { bold: true, size: 34 } },
      },
    },
    sections: [
      {
        properties: { page: { size: { width: 11_906, height: 16_838 } } },
        children: [
          new Paragraph({ text: title, heading: HeadingLevel.TITLE, alignment: AlignmentType.CENTER }),
          new Paragraph({ text: DRAFT_NOTE }),
          ...chapters.flatMap(chapterOf),
          new Paragraph({ text: SIGNATURES, spacing: { before: 480 } }),
        ],
      },
    ],
  });
  return new Uint8Array(await Packer.toBuffer(document));
}
