import { configure } from '@testing-library/dom';

// Rendering may take long when many tests run at once; no test measures it.
configure({ asyncUtilTimeout: 15_000 });
