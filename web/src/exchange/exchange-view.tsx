import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n';
import { address, openSections, section, type SectionName } from '../state/place';
import { loadReasons } from '../state/reasons';
import { DecisionsSection } from './decisions-section';
import { HoldsSection } from './holds-section';
import { LinksSection } from './links-section';
import { MeterSection } from './meter-section';
import { PolicySection } from './policy-section';
import { RecallsSection } from './recalls-section';
import { VerifySection } from './verify-section';

const SECTIONS: Record<SectionName, ComponentType> = {
  links: LinksSection,
  recalls: RecallsSection,
  holds: HoldsSection,
  meter: MeterSection,
  decisions: DecisionsSection,
  verify: VerifySection,
  policy: PolicySection,
};

/** The exchange with the partners: one section at a time, those that the person's roles allow. */
export function ExchangeView() {
  useEffect(() => {
    void loadReasons().catch(() => {});
  }, []);
  const name = section.value;
  const Section = SECTIONS[name];
  return (
    <div class="book" data-testid="exchange">
      <nav class="sections" aria-label={t('sections.label')}>
        {openSections.value.map((open) => (
          <a key={open} href={address('exchange', open)} aria-current={open === name ? 'page' : undefined}>
            {t(`sections.${open}`)}
          </a>
        ))}
      </nav>
      <div class="tables" id="content" role="region" aria-label={`${t('pages.exchange')}: ${t(`sections.${name}`)}`} tabIndex={0}>
        <Section key={name} />
      </div>
    </div>
  );
}
