import { RECALL_REASONS, type RecallReason } from '../api/exchange';
import { post } from '../api/http';
import { ask } from '../acts/act';
import { t } from '../i18n/i18n';
import { links } from '../state/picture';

interface Asked {
  asked: unknown[];
}

const said = ({ asked }: Asked): string =>
  asked.length === 0 ? t('recall.done.none') : t('recall.done', { count: asked.length });

const Reason = ({ but }: { but?: RecallReason }) => (
  <label>
    {t('recall.why')}
    <select name="reason">
      {RECALL_REASONS.filter((reason) => reason !== but).map((reason) => (
        <option key={reason} value={reason}>
          {t(`recall.reason.${reason}`)}
        </option>
      ))}
    </select>
  </label>
);

const Partner = ({ all }: { all: boolean }) => (
  <label>
    {t('recall.from')}
    <select name="to">
      {all && <option value="">{t('recall.from-all')}</option>}
      {links.value.map(({ partner }) => (
        <option key={partner} value={partner}>
          {partner}
        </option>
      ))}
    </select>
  </label>
);

const What = () => (
  <>
    <fieldset>
      <legend>{t('recall.what')}</legend>
      <div class="verdicts">
        {(['record', 'object'] as const).map((kind, i) => (
          <label key={kind} class="verdict">
            <input type="radio" name="what" value={kind} defaultChecked={i === 0} required />
            {t(`recall.what.${kind}`)}
          </label>
        ))}
      </div>
    </fieldset>
    <label>
      {t('recall.id')}
      <input name="id" required maxLength={200} autocomplete="off" spellcheck={false} aria-describedby="recall-id-hint" />
    </label>
    <p class="hint" id="recall-id-hint">
      {t('recall.id-hint')}
    </p>
    <Partner all />
    <Reason but="pairing-ended" />
  </>
);

/** Demand a record, or all about an object, back. */
export function askRecall(done: () => void): void {
  ask({
    title: t('recall.title'),
    consequences: [t('recall.1'), t('recall.2'), t('recall.3')],
    confirm: t('recall.confirm'),
    again: true,
    fields: () => <What />,
    run: async (form) => {
      const [what, to] = [String(form.get('what')), String(form.get('to'))];
      const body = { [what]: String(form.get('id')).trim(), reason: form.get('reason'), ...(to && { to }) };
      const answer = await post<Asked>('/api/v1/recalls', body);
      done();
      return said(answer);
    },
  });
}

/** Demand back whatever one partner holds. */
export function askRecallAll(partner: string, done: () => void): void {
  ask({
    title: t('recall.all.title', { partner }),
    consequences: [t('recall.all.1', { partner }), t('recall.2'), t('recall.all.2')],
    confirm: t('recall.all.confirm'),
    again: true,
    typed: partner,
    fields: () => <Reason but="pairing-ended" />,
    run: async (form) => {
      const body = { everything: true, to: partner, typed: form.get('typed'), reason: form.get('reason') };
      const answer = await post<Asked>('/api/v1/recalls', body);
      done();
      return said(answer);
    },
  });
}
