const isReadable = new WeakSet<Request>();

/**
 * Reads the body of a request, so that each that the request passes can read it as if it were the first. A clone carries
 * the body over chunk by chunk, and a copy listens to the signal: each costs as much as a third of an answer.
 * @returns The same request.
 */
export async function readableAgain(request: Request): Promise<Request> {
  if (isReadable.has(request) || request.body === null) return request;
  const bytes = await request.arrayBuffer();
  let decoded: string | undefined;
  const text = (): string => (decoded ??= new TextDecoder().decode(bytes));
  const whole = () => new Response(bytes, { headers: request.headers });
  const readers = {
    arrayBuffer: () => Promise.resolve(bytes.slice(0)),
    bytes: () => Promise.resolve(new Uint8Array(bytes.slice(0))),
    text: () => Promise.resolve(text()),
    json: async () => JSON.parse(text()) as unknown,
    formData: () => whole().formData(),
    blob: () => whole().blob(),
    clone: () => request,
  };
  for (const [name, value] of Object.entries(readers)) Object.defineProperty(request, name, { value });
  isReadable.add(request);
  return request;
}
