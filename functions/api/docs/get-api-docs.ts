import { VERSION } from '../../../shared/contract/version.ts';
import { defineRoute } from '../../../shared/middleware/route.ts';

/**
 * Nothing from elsewhere, no script and no style in the page itself. Pictures may be data: the stylesheet has its icons
 * in it.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Addresses are relative: a deployment without a domain of its own has its stage in the path. */
const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Stepwell API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="api-docs/swagger-ui.css?v=${VERSION}">
<link rel="stylesheet" href="api-docs/page.css?v=${VERSION}">
</head>
<body>
<div id="docs"></div>
<script src="api-docs/swagger-ui-bundle.js?v=${VERSION}"></script>
<script type="module" src="api-docs/start.js?v=${VERSION}"></script>
</body>
</html>
`;

/** The description of the API as a page. */
export const route = defineRoute({
  name: 'getApiDocs',
  handle: () => ({
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'cache-control': 'public, max-age=300',
    },
    text: PAGE,
  }),
});
