/** A login that somebody has claimed. `outcome` is what its claimant wrote down; null as long as that is not known. */
export type KnownLogin = { at: Date; outcome: string | null };

export type LoginClaim = {
  /** The same for the same login, and nothing from which it could be told. */
  id: string;
  /** Another one for every attempt. */
  claim: string;
  /** Of the key; null where it is not known. */
  keyState: string | null;
  at: Date;
  /** What was claimed before then counts no more, and is deleted, whoever's it is. */
  since: Date;
};

/** Who has tried which login, for all processes that share the store. Every call may throw StoreTrouble. */
export type Logins = {
  /** What ids of this store are made with: the first that was ever offered. */
  salt(offered: string): Promise<string>;
  /**
   * Of all who claim a login at the same time exactly one gets null, and is to try it; the others get what is known. One
   * whose key had another state is claimed anew; a state that is not known is no change.
   */
  claim(claim: LoginClaim): Promise<KnownLogin | null>;
  find(id: string): Promise<KnownLogin | null>;
  /** Nothing, where it has been claimed anew since. */
  settle(id: string, claim: string, outcome: string): Promise<void>;
  /** The next claim gets null. */
  forget(id: string): Promise<void>;
};
