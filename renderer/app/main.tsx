import '../client/no-eval';
import { createRoot } from 'react-dom/client';
import type { AppError } from '#shared/result/app-error';
import type { WindowEvent } from '#shared/contract/window';
import { connectWindow } from '../client/window-client';
import { startI18n } from '../i18n/i18n';
import { startLanguage } from '../i18n/remembered-language';
import { ServicesProvider } from '../store/services';
import { startServices } from '../store/start-services';
import '../ui/theme.css';
import '../ui/base.css';
import '../ui/controls.css';
import { App } from './app';

/** In windows lower than this, in CSS pixels, the inspector starts folded. */
const roomForInspector = 640;

/** Events that arrive before the initial state are queued, then fed in order. */
async function start(root: HTMLElement): Promise<void> {
  const early: WindowEvent[] = [];
  let showNotice: (error: AppError) => void = () => undefined;
  let receive = (event: WindowEvent): void => {
    early.push(event);
  };
  const client = connectWindow(window.portolan, (event) => {
    if (event.type === 'notice') showNotice(event.error);
    else receive(event);
  });
  const initial = await client.initial({});
  const language = startLanguage(initial.ok ? initial.value.locale : navigator.language);
  await startI18n(language);
  void client.setLanguage({ language });
  const { services, feed } = startServices(
    client,
    initial.ok
      ? { state: initial.value.state, snapshot: initial.value.snapshot }
      : {
          state: {
            phase: 'failed',
            world: 'lab',
            error: initial.error,
          },
          snapshot: null,
        },
    window.innerHeight >= roomForInspector,
  );
  receive = feed;
  early.forEach(receive);
  const ui = services.ui.getState();
  if (initial.ok) ui.showNotice(initial.value.notice);
  showNotice = ui.showNotice;
  createRoot(root).render(
    <ServicesProvider services={services}>
      <App />
    </ServicesProvider>,
  );
}

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no root element');
void start(root);
