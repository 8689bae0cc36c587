import http from 'node:http'

/** An answer as it came. */
export type HttpAnswer = { readonly status: number; readonly body: string }

export type HttpCaller = Disposable & {
  get(path: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer>
}

/** Calls one server over at most so many connections that are kept open, as the systems of a hospital do. */
export function openHttpCaller(url: string, connections: number): HttpCaller {
  const { hostname, port } = new URL(url)
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections })
  return {
    get: (path, headers) =>
      new Promise((resolve, reject) => {
        const request = http.get({ hostname, port, path, headers, agent }, response => {
          let body = ''
          response.setEncoding('utf8')
          response.on('data', chunk => {
            body += chunk
          })
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
          response.on('error', reject)
        })
        request.on('error', reject)
      }),
    [Symbol.dispose]: () => agent.destroy(),
  }
}
