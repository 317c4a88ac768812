// People who may sign in. What they type is kept as everybody's is; its digest names its costs, and here they are small.
import { scryptSync } from 'node:crypto';
import type { Account } from '../../src/people/account.ts';
import { type AccountPorts, addAccount, type NewAccount } from '../../src/people/accounts.ts';

export async function addPerson(
  wanted: NewAccount,
  password: string,
  { store, ...ports }: AccountPorts,
): Promise<Account> {
  return store.transact(async (tx) => {
    const added = await addAccount(tx, wanted, null, ports);
    if (!added.ok) throw new Error(added.say);
    const account = { ...added.value, password: cheapDigest(password) };
    await tx.people.save(account);
    return account;
  });
}

function cheapDigest(password: string): string {
  const [salt, cost] = ['salt', { N: 256, r: 8, p: 1 }];
  const key = scryptSync(password.normalize('NFKC'), salt, 32, cost).toString('base64url');
  return ['scrypt', cost.N, cost.r, cost.p, salt, key].join('$');
}
