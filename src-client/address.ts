/** An address of this machine, with the port. Throws for any other: a token is sent there as it is. */
export function checkedAddress(address: string): string {
  const url = URL.parse(address);
  const isOurs = url?.protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(url.hostname);
  if (!isOurs)
    throw new TypeError(`Afterimage answers on this machine only, such as http://127.0.0.1:4747: ${address}`);
  return url.origin;
}
