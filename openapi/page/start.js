/* global SwaggerUIBundle */
// The document names the address that the deployment is known by; the page asks where it was read from itself.
const here = new URL('.', location.href).href.replace(/\/$/, '');
const answer = await fetch(`${here}/openapi.json`);
const spec = await answer.json();
SwaggerUIBundle({
  dom_id: '#docs',
  spec: { ...spec, servers: [{ url: here }] },
  // Its default sends the document to a host of the vendor.
  validatorUrl: null,
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: false,
});
