import { useState } from 'preact/hooks';
import type { CheckedView, VerificationView } from '../api/exchange';
import { post } from '../api/http';
import { number } from '../format/length';
import { t } from '../i18n/i18n';
import { StateWord } from '../shell/state-word';
import { usePolled } from '../state/polled';
import { Table, type Column } from '../tables/table';
import { Failure, RunState, ToldText } from './parts';

const COLUMNS: readonly Column<CheckedView>[] = [
  { name: 'col.log', wraps: true, cell: (log) => <code class="origin">{log.origin}</code> },
  { name: 'col.entries', figures: true, cell: (log) => number(log.size) },
  {
    name: 'col.result',
    wraps: true,
    cell: (log) =>
      log.findings.length === 0 ? (
        <StateWord tone="good">{t('verify.good')}</StateWord>
      ) : (
        <>
          <StateWord tone="bad">{t('verify.bad', { count: log.findings.length })}</StateWord>
          <ul class="findings">
            {log.findings.map((finding) => (
              <li key={`${finding.code} ${finding.index} ${finding.part}`}>
                <ToldText told={finding} />
              </li>
            ))}
          </ul>
        </>
      ),
  },
];

/** Every pair log checked again from its bytes, at a press. */
export function VerifySection() {
  const [refused, setRefused] = useState<unknown>(null);
  const [isRunning, setRunning] = useState(false);
  const { answer, error, reload } = usePolled<VerificationView>('/api/v1/verification', isRunning ? 300 : 3_000);
  const run = answer?.run ?? null;
  const running = run !== null && run.finished_ms === null;
  if (running !== isRunning) setRunning(running);
  const start = async () => {
    setRefused(null);
    try {
      await post('/api/v1/verification');
    } catch (why) {
      setRefused(why);
    }
    reload();
  };
  const bad = answer?.logs.some((log) => log.findings.length > 0) ?? false;
  return (
    <>
      <p class="hint">{t('verify.hint')}</p>
      <div class="section-acts">
        <button type="button" class="primary-button" disabled={running} onClick={() => void start()}>
          {t('verify.start')}
        </button>
      </div>
      <Failure error={refused ?? error} />
      {run && <RunState run={run} said={t(bad ? 'verify.done-bad' : 'verify.done')} tone={bad ? 'bad' : 'good'} />}
      {bad && <p class="note">{t('verify.tampered')}</p>}
      {run?.finished_ms != null && !run.failed && !run.refusal && answer && (
        <Table
          title={t('exchange.logs')}
          columns={COLUMNS}
          rows={answer.logs}
          keyOf={(log) => log.origin}
          empty={t('exchange.no-logs')}
        />
      )}
      {answer && run === null && <p class="rail-empty">{t('verify.never')}</p>}
    </>
  );
}
