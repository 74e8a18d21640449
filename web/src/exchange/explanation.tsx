import type { DecisionView, ExplainedView } from '../api/exchange';
import { get } from '../api/http';
import { ask } from '../acts/act';
import { language, t } from '../i18n/i18n';

const sentence = (told: { es: string; en: string }) => (language.value === 'es' ? told.es : told.en);

function valueText(value: string | number | boolean | null): string {
  if (value === null) return t('explain.unknown');
  return typeof value === 'boolean' ? t(value ? 'explain.yes' : 'explain.no') : String(value);
}

/** The rules that decide now, in their authors' words, what they demand, and the values that they look at. */
const Explanation = ({ told }: { told: ExplainedView }) => (
  <div class="explanation" data-testid="explanation">
    {told.reasons.map((reason) => (
      <p key={reason.code}>{sentence(reason)}</p>
    ))}
    <ul>
      {told.rules.map((rule) => (
        <li key={rule.id}>
          <code>
            @{rule.id} ({rule.effect}, {t('explain.line', { line: rule.line })})
          </code>{' '}
          {sentence({ es: rule.reason_es, en: rule.reason_en })}
        </li>
      ))}
      {told.demands.map((demand) => (
        <li key={`${demand.rule} ${demand.obligation}`}>
          <code>
            {demand.obligation}({demand.value}) ← @{demand.rule}
          </code>
        </li>
      ))}
      {Object.entries(told.values).map(([name, value]) => (
        <li key={name}>
          <code>
            {name} = {valueText(value)}
          </code>
        </li>
      ))}
    </ul>
    <p class="hint">
      {told.policy[0]} <code>{told.policy[1].slice(0, 12)}</code>
    </p>
  </div>
);

/** Why a record goes to a partner or stays, by the policy of this moment. */
export async function showExplanation({ record, partner }: DecisionView): Promise<void> {
  const query = new URLSearchParams({ record, partner });
  const told = await get<ExplainedView>(`/api/v1/decisions/explained?${query}`);
  ask({
    title: t('explain.title', { record, partner }),
    consequences: [t(`explain.decision.${told.decision}`)],
    fields: () => <Explanation told={told} />,
  });
}
