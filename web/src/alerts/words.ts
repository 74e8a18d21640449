import type { AlertView } from '../api/contract';
import { inLanguage, t } from '../i18n/i18n';
import { phrases } from '../state/session';

/** A numbered phrase in the reader's language. */
export const phrase = (number: number): string =>
  inLanguage(phrases.value[String(number)]) || t('alert.phrase-missing', { number });

/** What is said aloud when an alert arrives. */
export const announcement = (alert: AlertView): string =>
  t('alerts.announce', {
    step: t(`alert.step.${alert.step}`),
    number: alert.number,
    reason: phrase(alert.reason),
    place: inLanguage(alert.place),
  });
