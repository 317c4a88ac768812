// Does Redis answer? One question on a connection of its own.
import { createClient } from 'redis';

/** Null when it does; otherwise a code, never the address. */
export async function pingRedis(url: string): Promise<string | null> {
  const client = createClient({ url, socket: { connectTimeout: 3_000, reconnectStrategy: false } });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
    return null;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    return typeof code === 'string' ? code : 'refused';
  } finally {
    if (client.isOpen) client.destroy();
  }
}
