// Is the public address ours, and does it bring callbacks to us? Asked from here; whether the platform gets through shows in its own console.
import { exchange, type HttpAnswer } from '../../channels/wecom/http.ts';
import type { Config } from '../../config/config.ts';
import type { Finding } from './finding.ts';

const PROXY = '请核对域名解析、证书，以及反向代理是否转发到前台的端口（样例在 deploy/nginx.conf）。';

export async function examineReach(config: Config): Promise<Finding[]> {
  const { server, mode } = config;
  const doors = doorsOf(config);
  const about = '外网地址';
  if (server.publicUrl === null) {
    const remedy = '请在 .env 填 PUBLIC_URL，例如 https://desk.example.com。';
    return [
      doors.length > 0
        ? { about, state: 'heed', words: '没有填 PUBLIC_URL，无法核对回调能不能到', remedy }
        : { about, state: 'off', words: '没有填 PUBLIC_URL' },
    ];
  }
  const findings: Finding[] = [];
  if (mode === 'production' && server.publicUrl.startsWith('http:')) {
    findings.push({
      about,
      state: 'heed',
      words: 'PUBLIC_URL 不是 https',
      remedy: '住户的话会明文经过网络。请在前面配好 HTTPS。',
    });
  }
  const health = await get(`${server.publicUrl}/healthz`);
  if (!isAlive(health)) {
    findings.push({
      about,
      state: 'bad',
      words: `${server.publicUrl}/healthz ${wordsOf(health)}`,
      remedy: PROXY,
    });
    return findings;
  }
  findings.push({ about, state: 'ok', words: `${server.publicUrl} 到得了前台` });
  for (const door of doors) findings.push(await examineCallback(server.publicUrl, door));
  return findings;
}

type Door = { of: string; path: string; variables: string };

/** Where the platforms that are configured bring what people write. */
function doorsOf(config: Config): Door[] {
  const { wecom, officialAccount, feishu, dingtalk, botFramework } = config;
  const doors: (Door & { is: unknown })[] = [
    { is: wecom, of: '', path: '/webhooks/wecom', variables: '五个 WECOM_ 变量' },
    { is: officialAccount, of: '公众号', path: '/webhooks/wechat', variables: 'WECHAT_OA_ 变量' },
    { is: feishu, of: '飞书', path: '/webhooks/feishu', variables: 'FEISHU_ 变量' },
    { is: dingtalk, of: '钉钉', path: '/webhooks/dingtalk', variables: 'DINGTALK_ 变量' },
    { is: botFramework, of: 'Bot Framework ', path: '/api/messages', variables: 'MicrosoftApp 变量' },
  ];
  return doors.filter(({ is }) => is !== null);
}

/** A call nobody has signed must be turned away by us, and by nobody before us. */
async function examineCallback(publicUrl: string, { of, path, variables }: Door): Promise<Finding> {
  const about = `${of}回调网址`;
  const url = `${publicUrl}${path}`;
  const answer = await get(url);
  const status = answer.kind === 'answer' ? answer.status : 0;
  if (status === 400 || status === 401 || status === 403)
    return { about, state: 'ok', words: `${url} 在，没有签名的请求被拒绝（${status}）` };
  return {
    about,
    state: 'bad',
    words: `${url} ${wordsOf(answer)}，没有签名的请求应当被前台拒绝`,
    remedy: status === 404 ? `这个网址不存在：前台启动时没有${variables}，或者代理没有转发 ${path}。` : PROXY,
  };
}

const get = (url: string) => exchange({ method: 'GET', url, limitBytes: 65_536, timeoutMs: 8_000 });

function isAlive(answer: HttpAnswer): boolean {
  return (
    answer.kind === 'answer' &&
    answer.status === 200 &&
    Buffer.from(answer.bytes).toString('utf8').includes('"alive"')
  );
}

function wordsOf(answer: HttpAnswer): string {
  if (answer.kind === 'no-answer') return `没有应答（${answer.code}），前台启动了吗`;
  return answer.kind === 'answer' ? `答的是 ${answer.status}` : '答得太长';
}
