import { LifeBuoy } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { World } from '#shared/model/status';
import { useClient } from '../store/services';
import { Screen } from './screens/screen';

interface Props {
  /** The world to go to when the content cannot be drawn. */
  readonly world: World;
  readonly children: ReactNode;
}

/**
 * Keeps the rest of the window alive when its content cannot be drawn, which is a bug: shows why,
 * and a way out. Without it, React removes the whole page.
 */
export class DrawingBoundary extends Component<Props> {
  override state: { readonly problem: string | null } = { problem: null };

  static getDerivedStateFromError(error: unknown): { readonly problem: string } {
    return { problem: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    if (problem === null) return this.props.children;
    return (
      <BrokenScreen
        world={this.props.world}
        problem={problem}
        onLeave={() => {
          this.setState({ problem: null });
        }}
      />
    );
  }
}

function BrokenScreen(props: {
  readonly world: World;
  readonly problem: string;
  readonly onLeave: () => void;
}) {
  const { t } = useTranslation();
  const client = useClient();
  return (
    <Screen title={t('world.brokenTitle')} mark={<LifeBuoy size={44} aria-hidden />}>
      <div role="alert" className="notice">
        <p>{t('world.broken', { problem: props.problem })}</p>
      </div>
      <div className="screen__actions">
        <button
          type="button"
          className="button button--primary"
          onClick={() => {
            void client.chooseWorld({ world: props.world }).then(props.onLeave);
          }}
        >
          {t('snapshot.back')}
        </button>
      </div>
    </Screen>
  );
}
