/**
 * A path of ours to go to after signing in, else `/`. Anything a browser could read as another host is no path:
 * `//host`, `/\host`, and control characters it would drop.
 */
export function readReturnTo(text: string): string {
  return /^\/(?![/\\])[\w\-./~?&=%]*$/.test(text) && text.length <= 500 ? text : '/'
}
