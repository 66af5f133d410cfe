import { configure } from '@testing-library/dom';

// A window may take long to show what came of something where many tests run at once; nothing is measured by it.
configure({ asyncUtilTimeout: 15_000 });
