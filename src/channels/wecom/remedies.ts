// What an administrator reads when the platform refuses something only a person can mend.
import { policyOf } from './errcodes.ts';

export function remedyOf(errcode: number): string {
  const policy = policyOf(errcode);
  if (policy.remedy !== undefined) return policy.remedy;
  if (policy.class === 'refresh-token') {
    return '新取的访问凭证也被拒绝。请确认没有别的系统在用同一个应用的 Secret，并核对 WECOM_CORP_ID 与 WECOM_APP_SECRET。';
  }
  return `平台返回了错误码 ${errcode}。请到 https://open.work.weixin.qq.com/devtool/query?e=${errcode} 查看原因。`;
}
