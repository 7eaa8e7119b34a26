/** As much of a browser as a launch needs. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly visited: string[] = [];

  async open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Visit> {
    this.visited.push(url);
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { ...headers, cookie, connection: 'close' } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = '', rest = ''] = /^([^=]+)=([^;]*)(.*)$/.exec(set) ?? [];
      if (rest.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return { url, status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  /** Follows what it is told to, to the end. */
  async follow(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Visit> {
    const visit = await this.open(url, headers);
    const next = visit.headers.get('location');
    return next === null ? visit : this.follow(new URL(next, url).href, headers);
  }
}

export interface Visit {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}
