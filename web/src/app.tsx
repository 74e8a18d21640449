import { t } from './i18n/i18n';
import { Shell } from './shell/shell';
import { SimulatedBanner } from './shell/banner';
import { SignIn } from './sign-in/sign-in';
import { session } from './state/session';

export function App() {
  return (
    <>
      <SimulatedBanner />
      <Page />
    </>
  );
}

function Page() {
  const state = session.value;
  switch (state.kind) {
    case 'asking':
    case 'unreachable':
      return (
        <main class="waiting">
          <p role="status">{t(state.kind === 'asking' ? 'app.loading' : 'app.unreachable')}</p>
        </main>
      );
    case 'signed-out':
      return <SignIn node={state.node} ended={state.ended} />;
    case 'signed-in':
      return <Shell />;
  }
}
