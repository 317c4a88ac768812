// Is what an administrator pasted a usable callback token and key? Asked before anything starts.

export type CallbackKeys = { token: string; encodingAesKey: string };
export type CallbackKeyProblem = { setting: 'token' | 'encodingAesKey'; problem: string };

/**
 * All problems at once, in words for the administrator; empty = usable.
 * A 43rd character with stray low bits (…2B2D for …2B2C) is accepted: it decodes to the same 32 bytes, and the
 * platform's console has issued such keys (docs 90968 only says letters and digits).
 */
export function checkCallbackKeys({ token, encodingAesKey }: CallbackKeys): CallbackKeyProblem[] {
  const problems: CallbackKeyProblem[] = [];
  if (!/^[A-Za-z0-9]{1,32}$/.test(token)) {
    problems.push({
      setting: 'token',
      problem: 'Token 应为 1 到 32 位英文字母或数字，请从企业微信后台“接收消息”页面重新复制。',
    });
  }
  if (encodingAesKey.length !== 43) {
    problems.push({
      setting: 'encodingAesKey',
      problem: `EncodingAESKey 应为 43 位，现在是 ${encodingAesKey.length} 位，请从企业微信后台“接收消息”页面重新复制。`,
    });
  } else if (!/^[A-Za-z0-9]{43}$/.test(encodingAesKey)) {
    problems.push({
      setting: 'encodingAesKey',
      problem: 'EncodingAESKey 只能有英文字母和数字，请从企业微信后台“接收消息”页面重新复制。',
    });
  }
  return problems;
}
