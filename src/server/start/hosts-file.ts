import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

export interface PinnedAddress {
  readonly address: string;
  readonly family: number;
}

const HOSTS_FILE = process.platform === 'win32' ? String.raw`C:\Windows\System32\drivers\etc\hosts` : '/etc/hosts';

/**
 * The addresses under which this machine itself knows a name (hosts(5)); Docker's `extra_hosts` and Kubernetes' `hostAliases`
 * stand there too. Read anew each time: it is small, and its answers are kept by whoever asks.
 * @returns none where the file does not name the host, or cannot be read
 */
export async function readHostsFile(hostname: string, file = HOSTS_FILE): Promise<readonly PinnedAddress[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const wanted = hostname.toLowerCase();
  return text.split('\n').flatMap((line) => {
    const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/);
    const family = isIP(address);
    return family > 0 && names.some((name) => name.toLowerCase() === wanted) ? [{ address, family }] : [];
  });
}
