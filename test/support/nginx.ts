// Debian's nginx with our own example as its only site, on free ports, for one test file.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep, systemClock } from '../../src/base/clock.ts';

const PROGRAM = '/usr/sbin/nginx';
export const hasNginx = spawnSync(PROGRAM, ['-v'], { stdio: 'ignore' }).status === 0;

export type Nginx = {
  /** The same site without encryption, for callers who do not know our certificate. */
  plainUrl: string;
  httpsPort: number;
  redirectPort: number;
  certificate: Buffer;
  /** What `nginx -t` said. */
  verdict: string;
  accessLog(): string;
  close(): Promise<void>;
};

/** The example with nothing changed but ports, paths and the processes behind it. */
export async function startNginx(example: string, upstreamPorts: readonly number[]): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'desk-nginx-'));
  const [httpsPort, plainPort, redirectPort] = [await freePort(), await freePort(), await freePort()];
  const accessLog = join(folder, 'access.log');
  const files = makeCertificate(folder);
  const servers = upstreamPorts.map((port) => `server 127.0.0.1:${port} max_fails=2 fail_timeout=5s;`);
  const site = replaceAll(example, [
    ['server 127.0.0.1:3000 max_fails=2 fail_timeout=5s;', servers.join('\n')],
    ['listen 443 ssl http2;', `listen 127.0.0.1:${httpsPort} ssl http2; listen 127.0.0.1:${plainPort};`],
    ['listen 80;', `listen 127.0.0.1:${redirectPort};`],
    ['/etc/ssl/desk.example.com/fullchain.pem', files.certificate],
    ['/etc/ssl/desk.example.com/privkey.pem', files.key],
    ['/var/log/nginx/reception-desk.log', accessLog],
  ]);
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${join(folder, name)};`,
  );
  const conf = join(folder, 'nginx.conf');
  writeFileSync(
    conf,
    `${process.getuid?.() === 0 ? 'user root;' : ''}
     worker_processes 1; pid ${join(folder, 'pid')}; error_log ${join(folder, 'error.log')};
     events { worker_connections 64; }
     http { ${paths.join(' ')}
     ${site} }`,
  );
  const args = ['-p', folder, '-c', conf, '-e', join(folder, 'error.log')];
  const { stderr: verdict } = spawnSync(PROGRAM, ['-t', ...args], { encoding: 'utf8' });
  const child: ChildProcess = spawn(PROGRAM, [...args, '-g', 'daemon off;'], { stdio: 'ignore' });
  const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const plainUrl = `http://127.0.0.1:${plainPort}`;
  for (let tries = 0; !(await answers(plainUrl)); tries++) {
    if (tries > 400) throw new Error(`nginx did not start: ${verdict}`);
    await sleep(systemClock, 25);
  }
  return {
    plainUrl,
    httpsPort,
    redirectPort,
    certificate: readFileSync(files.certificate),
    verdict,
    accessLog: () => readFileSync(accessLog, 'utf8'),
    async close() {
      child.kill('SIGTERM');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function replaceAll(text: string, pairs: readonly (readonly [string, string])[]): string {
  let replaced = text;
  for (const [from, to] of pairs) {
    if (!replaced.includes(from)) throw new Error(`the example no longer says ${from}`);
    replaced = replaced.replace(from, to);
  }
  return replaced;
}

function makeCertificate(folder: string): { certificate: string; key: string } {
  const files = { certificate: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const subject = ['-subj', '/CN=desk.example.com', '-addext', 'subjectAltName=DNS:desk.example.com'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const made = spawnSync('openssl', [
    'req',
    ...kind,
    '-keyout',
    files.key,
    '-out',
    files.certificate,
    ...subject,
  ]);
  if (made.status !== 0) throw new Error('openssl made no certificate');
  return files;
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}/metrics`).then(
    () => true,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
