/** Reads all candidates with one client, and calls the consumer after each page. */
export type Contender = (baseUrl: string, consumePage: () => void | Promise<void>) => Promise<number>;

const apiKey = "benchmark-key";
const integrationId = "avionte:22222222222222222222222A";

export const contenders: Readonly<Record<string, Contender>> = {
  /** The practical limit: no validation, no mapping, no look-ahead, no retries. */
  "bare fetch": async (baseUrl, consumePage) => {
    let count = 0;
    let cursor: string | null = "";
    while (cursor !== null) {
      const response = await fetch(`${baseUrl}/ats/candidates?page_size=250${cursor && `&cursor=${cursor}`}`, {
        headers: { authorization: `Bearer ${apiKey}`, "x-integration-id": integrationId },
      });
      const { data } = JSON.parse(await response.text()) as { data: { next: string | null; results: unknown[] } };
      count += data.results.length;
      await consumePage();
      cursor = data.next;
    }
    return count;
  },

  AnyATS: async (baseUrl, consumePage) => {
    const [{ connect }, { komboBase }] = await Promise.all([import("@anyats/core"), import("@anyats/kombo-base")]);
    await using ats = await connect(komboBase, { apiKey, integrationId, baseUrl });
    let count = 0;
    for await (const { records } of ats.candidates.stream().pages()) {
      count += records.length;
      await consumePage();
    }
    return count;
  },

  "Kombo SDK": async (baseUrl, consumePage) => {
    const { Kombo } = await import("@kombo-api/sdk");
    const kombo = new Kombo({ api_key: apiKey, integration_id: integrationId, server_url: baseUrl });
    let count = 0;
    for await (const page of await kombo.ats.getCandidates({ page_size: 250 })) {
      count += page.result.data.results.length;
      await consumePage();
    }
    return count;
  },
};
