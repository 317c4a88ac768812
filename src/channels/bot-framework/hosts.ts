// Where we go with our token. The address comes with each activity; a token that vouches for it is not enough, it must be the service's.

/** `hosts`: names, or a dot and a name for everything below it. Plain http only to this machine, for a stand-in. */
export function isServiceAddress(address: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  const isHere = hostname === '127.0.0.1' || hostname === 'localhost';
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere)) return false;
  return hosts.some((host) => (host.startsWith('.') ? hostname.endsWith(host) : hostname === host));
}
