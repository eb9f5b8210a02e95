import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { firstPage } from "../pieces/first-page.ts";
import { ending } from "../pieces/striking.ts";

/** Every country, by its two letters and its three. Source: ISO 3166-1. */
const countries: readonly (readonly [two: string, three: string])[] = (
  "ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE " +
  "BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS " +
  "BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN " +
  "COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST " +
  "EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF " +
  "GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD " +
  "HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM " +
  "JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA " +
  "LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD " +
  "MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM " +
  "NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG " +
  "PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA " +
  "SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD " +
  "STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON " +
  "TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR " +
  "VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE"
)
  .split(" ")
  .map((codes) => [codes.slice(0, 2), codes.slice(2)] as const);

interface Row {
  readonly raw?: unknown;
  readonly location?: { readonly country?: string | null } | null;
}

/** Every text of a record with the name under which it stands, at every depth. */
function namedTexts(value: unknown, name = ""): readonly (readonly [name: string, text: string])[] {
  if (typeof value === "string") return [[name, value]];
  if (Array.isArray(value)) return value.flatMap((each) => namedTexts(each, name));
  return isFields(value) ? Object.entries(value).flatMap(([key, held]) => namedTexts(held, key)) : [];
}

/** What reading a place promises of the country. */
export const countriesPromise: ContractPromise = {
  promise: "gives each country by its own code",
  rules: [
    {
      rule: "a code of a country that the ATS sends becomes the code of that country in two letters (ISO 3166-1), or is passed on",
      tried: "where the ATS sends codes of two or three letters, it sends each that there is",
    },
  ],
  applies: ({ capability }) => /^(jobs|candidates)\.stream$/.test(capability),
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch) return;
    const read = async (way: typeof fetch) => {
      await using fresh = await connectedTo(withFetch(trial, way));
      const ended = await ending(() => firstPage(fresh, trial.capability.id, {}, { pageSize: 50, raw: true }));
      return AtsError.is(ended) ? [] : (ended as readonly Row[]);
    };
    const names = new Map<string, 0 | 1>();
    for (const { raw, location } of await read(fetch)) {
      const codes = countries.find(([two]) => two === location?.country) ?? [];
      for (const [nth, code] of codes.entries())
        for (const [name, text] of namedTexts(raw)) if (text === code) names.set(name, nth as 0 | 1);
    }
    const [[name, form] = []] = names;
    if (name === undefined || form === undefined || names.size > 1) return;
    const left = countries.map((codes) => codes[form]);
    const sent = new Map(countries.map((codes) => [codes[form], codes]));
    while (left.length > 0) {
      const before = left.length;
      const other = (held: unknown, key: string | undefined) =>
        key === name && typeof held === "string" && sent.has(held) ? left.shift() : undefined;
      const rows: readonly Row[] = await read(rewriting(fetch, (body) => changedWithin(body, other)));
      for (const { raw, location } of rows) {
        const found: readonly string[] = namedTexts(raw).flatMap(([each, held]) => (each === name ? [held] : []));
        const [text, ...others] = found;
        const codes = sent.get(text ?? "");
        if (!codes || others.length > 0 || location?.country == null) continue;
        assert.ok(
          [text, codes[0]].includes(location.country),
          `the ATS sends the country ${text}, and ${location.country} arrives`,
        );
      }
      if (left.length === before) return;
    }
  },
};
