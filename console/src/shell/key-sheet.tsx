// All keys on one sheet.
const SHEET: [string, string][] = [
  ['Alt + J / K', '下一个 / 上一个会话；调度里：下一张 / 上一张单'],
  ['Alt + T', '接管会话'],
  ['Alt + B', '交还小助手'],
  ['Alt + P', '给同事留言，住户看不到'],
  ['Alt + L', '光标回到输入框'],
  ['Alt + S', '把小助手的建议放进输入框，改好再发'],
  ['Alt + Enter', '带教里：发出正在看的这一条'],
  ['1 – 9，0', '调度里：派给第几位同事；0 发给在班的同事，谁先接谁办'],
  ['Alt + N', '登记簿里：登记来电来访'],
  ['Enter', '发送；登记时保存'],
  ['Shift + Enter', '换行'],
  ['/ 或 ／ 或 、', '在输入框开头按：选一句批准过的话，可打拼音首字母'],
  ['Esc', '关闭'],
  ['?', '打开这张表'],
];

export function KeySheet() {
  return (
    <dl className="keys">
      {SHEET.map(([keys, does]) => (
        <div key={keys}>
          <dt>
            <kbd>{keys}</kbd>
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}
