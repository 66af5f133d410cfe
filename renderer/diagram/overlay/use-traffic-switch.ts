import { useState } from 'react';

/** Where the choice is remembered. */
export const trafficKey = 'portolan.traffic';

/** Whether traffic is drawn on the chart. Remembered from one start to the next. */
export function useTrafficSwitch(): readonly [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(() => localStorage.getItem(trafficKey) !== 'off');
  return [
    on,
    (wanted) => {
      localStorage.setItem(trafficKey, wanted ? 'on' : 'off');
      setOn(wanted);
    },
  ];
}
