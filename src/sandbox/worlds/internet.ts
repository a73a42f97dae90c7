import type { World, Zone } from "../world.ts";

/**
 * What every world stands on: Amazon SES's own zones, a top level, a mail provider. Small, and true to the real ones in
 * what matters: a feedback host in every region, one SPF record with networks, DKIM keys behind `dkim.amazonses.com`.
 */

const KEY =
  "p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoN8Kti6DsAgFUgrrHCZvR7iKhpLi/MpHRf/6ofDMTd7jGwyl8s7ZwnUoJwJ/taO34zKGTeyqPFcHyLFqFQEyz+FNiR2EmPK5glR1fwcTyxQ00vKBGGEKVKSx03yj0xnio8RLVXM1SQeCSWiSTSS8HqyWoM26zebsJhsoa0qTfjwqGp0F333c0YaV4VMLqIyTm1jL91hgKWP/aqnc42B0c2z9EBxg0aANTBDG33xkZTvSrDoM2LcsPnGwlyt5TlQ4qDs6bYS0dCDX4URH5Uk58oT4hdckqcLkLiUFNo+Pc0Qxq4/o2c6NCeq1gSQ3cr2VoezGaZajTxZHLFpIlT4tBwIDAQAB";

export const NAME_SERVERS: World["nameServers"] = {
  "ns1.dns.example": { address: "127.0.0.2" },
  "ns2.dns.example": { address: "127.0.0.3" },
  "ns.amazonses.com": { address: "127.0.0.4" },
};

export const OWN_SERVERS = ["ns1.dns.example", "ns2.dns.example"] as const;

export const INTERNET: readonly Zone[] = [
  {
    origin: "amazonses.com",
    servers: ["ns.amazonses.com"],
    records: `
      @ TXT v=spf1 ip4:199.255.192.0/22 ip4:199.127.232.0/22 ip4:54.240.0.0/18 ip4:69.169.224.0/20 ip4:76.223.128.0/19 -all
      feedback-smtp.us-east-1 A 192.0.2.11
      feedback-smtp.us-west-2 A 192.0.2.12
      feedback-smtp.eu-west-1 A 192.0.2.13
      *.dkim TXT ${KEY}
    `,
  },
  {
    origin: "google.com",
    servers: ["ns.amazonses.com"],
    records: `
      _spf TXT v=spf1 ip4:198.51.100.0/24 ~all
      smtp A 198.51.100.26
    `,
  },
];
