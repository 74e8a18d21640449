/** English texts of a partner's new keys on the Exchange page. */
export const enKeys = {
  'keys.offered': 'offers new keys: an administrator compares digits',
  'keys.confirm': 'Confirm new keys',
  'keys.confirm.title': 'Confirm the new keys of {partner}',
  'keys.confirm.1': 'The partner’s recovery key vouches for them; the link brought them. They count only once you have compared digits.',
  'keys.confirm.2': 'Call the partner’s duty desk on a number that you know from elsewhere. They read eight groups of five digits from their node.',
  'keys.confirm.3': 'From then on the keys before are refused, and the link begins anew.',
  'keys.confirm.digits': 'The digits that they read to you',
  'keys.confirm.hint': 'If they do not agree, confirm nothing: somebody else may offer these keys.',
  'keys.confirm.done': 'Confirmed. The earlier keys of {partner} are refused.',
} as const;
