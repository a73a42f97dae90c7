/** A secret that does not print; whoever needs the value says `reveal()`. */
export type Password = { reveal(): string };

/** Something outside AWS that submits mail over SES SMTP with stored credentials. */
export type Relay = {
  name: string;
  description: string | null;
  /** The SMTP username, which is an IAM access key id. */
  username: string;
  /** `address` is null where only a domain is given; `domain` in A-labels. */
  from: { address: string | null; domain: string; typed: string };
  host: string;
  port: number;
  region: string;
  /** null = no live AUTH probe */
  password: Password | null;
  /** Milliseconds. */
  maxKeyAge: number;
};
