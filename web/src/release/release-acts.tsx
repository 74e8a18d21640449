import type { WaitingView } from '../api/exchange';
import { ask } from '../acts/act';
import { wordOf } from '../exchange/parts';
import { t } from '../i18n/i18n';
import { approve, refuse } from '../state/release';

/** Purpose and legal basis; with a first approval only that one's, because both must be the same. */
function Basis({ item }: { item: WaitingView }) {
  const [first] = item.voices;
  const purposes = first ? [first.purpose] : item.purposes;
  const authorities = first ? [first.authority] : item.authorities;
  return (
    <>
      <label>
        {t('release.purpose')}
        <select name="purpose" required>
          {purposes.map((purpose) => (
            <option key={purpose} value={purpose}>
              {wordOf('purpose', purpose)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('release.authority')}
        <select name="authority" required>
          {authorities.map((authority) => (
            <option key={authority} value={authority}>
              {authority}
            </option>
          ))}
        </select>
      </label>
      {first && <p class="hint">{t('release.same-basis', { person: first.person })}</p>}
      {authorities.length === 0 && <p class="refusal">{t('release.no-authority')}</p>}
    </>
  );
}

/** One person's yes to exactly this. The second one lets it leave, and that cannot be undone. */
export function askApproval(item: WaitingView): void {
  const leaves = item.voices.length > 0;
  const { partner, sha256 } = item;
  ask({
    title: t('release.approve.title', { partner }),
    consequences: [
      t('release.approve.1', { partner, sha256: `${sha256.slice(0, 16)}…` }),
      t(leaves ? 'release.approve.leaves' : 'release.approve.first', { partner }),
      t('release.approve.void'),
    ],
    confirm: t('release.approve'),
    again: true,
    ...(leaves && { typed: partner }),
    fields: () => <Basis item={item} />,
    run: async (form) => {
      const gone = await approve(item, String(form.get('purpose')), String(form.get('authority')));
      return t(gone ? 'release.approve.done' : 'release.approve.half', { partner });
    },
  });
}

/** One person's no, with the reason. */
export function askRefusal(item: WaitingView): void {
  const { partner } = item;
  ask({
    title: t('release.refuse.title', { partner }),
    consequences: [t('release.refuse.1', { partner }), t('release.refuse.2')],
    confirm: t('release.refuse'),
    again: true,
    fields: () => (
      <label>
        {t('release.refuse.why')}
        <textarea name="reason" rows={3} required minLength={3} maxLength={2000} />
      </label>
    ),
    run: async (form) => {
      await refuse(item, String(form.get('reason')));
      return t('release.refuse.done', { partner });
    },
  });
}
