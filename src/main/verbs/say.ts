/** A verb's answer, on standard output. */
export const say = (line: string): void => console.log(line)
