// A real (OpenID-certified) OAuth 2.0 / OIDC authorization server on loopback, for tests.
//   node idp.mjs [--port N] [--host 127.0.0.1] [--cert FILE --key FILE]
// Prints ONE line to stdout when ready:  READY http://127.0.0.1:PORT pid=PID; with a certificate it speaks https
// Environment (all optional):
//   IDP_AT_TTL      access token lifetime, seconds           (default 30)
//   IDP_RT_TTL      refresh token lifetime, seconds          (default 86400)
//   IDP_CODE_TTL    authorization code lifetime, seconds     (default 60)
//   IDP_DEVICE_TTL  device/user code lifetime, seconds       (default 120)
//   IDP_ROTATE      1 rotate every refresh (default) | 0 never rotate
//   IDP_DEVICE_INTERVAL  minimum seconds between device polls, else slow_down (default 5; sent to the client only when set)
//   IDP_LOG         file to append one JSON line per request (method, path, status, error)
import http from 'node:http';
import https from 'node:https';
import fs from 'node:fs';
import { Provider } from 'oidc-provider';

const arg = (name, dflt) => {
  const i = process.argv.indexOf(`--${name}`);
  return i > 0 ? process.argv[i + 1] : dflt;
};
const num = (name, dflt) => Number(process.env[name] ?? dflt);
const host = arg('host', '127.0.0.1');
const [cert, key] = [arg('cert'), arg('key')].map((file) => file && fs.readFileSync(file));
const server = cert ? https.createServer({ cert, key }) : http.createServer();
await new Promise((ok, bad) => {
  server.once('error', bad);
  server.listen(Number(arg('port', 0)), host, ok);
});
const { port } = server.address();
const issuer = `${cert ? 'https' : 'http'}://${host}:${port}`;

const CODE = 'authorization_code';
const RT = 'refresh_token';
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
// For application_type=native the provider ignores the PORT of a loopback redirect URI (RFC 8252 7.3),
// but host spelling and path must match what is registered here.
const loopback = [
  'http://127.0.0.1/callback', 'http://localhost/callback', 'http://[::1]/callback',
  'http://127.0.0.1/', 'http://localhost/',
];
const native = (o) => ({
  application_type: 'native',
  redirect_uris: loopback,
  response_types: ['code'],
  grant_types: [CODE, RT, DEVICE],
  ...o,
});

const provider = new Provider(issuer, {
  clients: [
    // public client, PKCE only: the normal case for a native tool
    native({ client_id: 'native-public', token_endpoint_auth_method: 'none' }),
    // "confidential" native clients; the awkward secret exercises RFC 6749 2.3.1 form-encoding before Basic
    native({ client_id: 'native-post', client_secret: 'post-secret', token_endpoint_auth_method: 'client_secret_post' }),
    native({ client_id: 'native basic+1', client_secret: 'p@ss:w%rd/ +', token_endpoint_auth_method: 'client_secret_basic' }),
    // never gets a refresh token (grant type not registered)
    native({ client_id: 'native-norefresh', grant_types: [CODE], token_endpoint_auth_method: 'none' }),
    // exact redirect matching, fixed port (like many web-type registrations)
    {
      client_id: 'web-fixed', client_secret: 'web-secret', application_type: 'web',
      redirect_uris: ['http://127.0.0.1:8765/callback'], response_types: ['code'], grant_types: [CODE, RT],
    },
    // machine to machine
    { client_id: 'm2m', client_secret: 'm2m-secret', redirect_uris: [], response_types: [], grant_types: ['client_credentials'], scope: 'api:read' },
    // a resource server that may introspect anything
    { client_id: 'rs', client_secret: 'rs-secret', redirect_uris: [], response_types: [], grant_types: [] },
  ],
  scopes: ['openid', 'offline_access', 'profile', 'email', 'api:read', 'api:write'],
  claims: { openid: ['sub'], profile: ['name'], email: ['email'] },
  async findAccount(_ctx, id) {
    return { accountId: id, claims: async () => ({ sub: id, name: `User ${id}`, email: `${id}@example.test` }) };
  },
  pkce: { required: () => true },                       // S256 is the only method v9 supports
  rotateRefreshToken: () => process.env.IDP_ROTATE !== '0',
  issueRefreshToken: async (_ctx, client, source) => client.grantTypeAllowed(RT) && source.scopes.has('offline_access'),
  features: {
    devInteractions: { enabled: true },                 // built-in login + consent pages (any login/password)
    deviceFlow: { enabled: true, charset: 'base-20', mask: '****-****' },
    revocation: { enabled: true },
    introspection: { enabled: true, allowedPolicy: async () => true },
    clientCredentials: { enabled: true },
    registration: { enabled: true },                    // RFC 7591, so dynamic registration can be tested too
    registrationManagement: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
  },
  ttl: {
    AccessToken: num('IDP_AT_TTL', 30),
    RefreshToken: num('IDP_RT_TTL', 86400),
    AuthorizationCode: num('IDP_CODE_TTL', 60),
    DeviceCode: num('IDP_DEVICE_TTL', 120),
    ClientCredentials: num('IDP_AT_TTL', 30),
    IdToken: 3600, Grant: 86400, Session: 86400, Interaction: 600,
  },
  cookies: { keys: ['test-only-cookie-key'] },
});

// --- test controls, outside the protocol --------------------------------------------------------
// POST /__test/next  {"path":"/token","times":1, ...} scripts how the next matching response goes wrong:
//   "replace": {"status":503,"headers":{"retry-after":"7"},"body":"..."}  answer WITHOUT running the server
//   "set": {"expires_in":"30"}  "delete": ["refresh_token"]               edit the real JSON answer
//   "form": true          re-encode it as application/x-www-form-urlencoded (GitHub's default)
//   "nest": "authed_user" move the token fields below that key, add ok:true (Slack's user tokens)
//   "status": 200         change only the status (an error body under HTTP 200, for instance)
//   "drop": true          run the server (it rotates, it commits), then cut the connection unanswered
//   "delay_ms": 3000      wait before answering
// GET  /__test/log       the requests seen so far, as JSON (secrets are not recorded)
// POST /__test/clear     forget rules and log
// POST /__test/grant     {"client_id":"native-public","scope":"openid offline_access"}: a refresh token as a sign-in
//                        of the account "alice" would have given, without a browser
const rules = [];
const log = [];
const lastPoll = new Map();
const DEVICE_INTERVAL = num('IDP_DEVICE_INTERVAL', 5);
const sleep = (ms) => new Promise((r) => { setTimeout(r, ms); });

const grantOf = async ({ client_id: clientId, scope }) => {
  const accountId = 'alice';
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  const client = await provider.Client.find(clientId);
  const token = new provider.RefreshToken({
    accountId, client, grantId, gty: CODE, scope, authTime: Math.floor(Date.now() / 1000), expiresWithSession: false, rotations: 0,
  });
  return { refresh_token: await token.save() };
};

provider.use(async (ctx, next) => {
  if (ctx.path.startsWith('/__test/')) {
    let raw = '';
    for await (const chunk of ctx.req) raw += chunk;
    if (ctx.path === '/__test/next') rules.push({ path: '/token', times: 1, ...JSON.parse(raw) });
    if (ctx.path === '/__test/clear') { rules.length = 0; log.length = 0; }
    if (ctx.path === '/__test/grant') { ctx.body = await grantOf(JSON.parse(raw)); return; }
    ctx.body = ctx.path === '/__test/log' ? log : { rules: rules.length };
    return;
  }
  const i = rules.findIndex((r) => r.path === ctx.path);
  const rule = i < 0 ? undefined : rules[i];
  if (rule && --rule.times <= 0) rules.splice(i, 1);
  if (rule?.delay_ms) await sleep(rule.delay_ms);
  if (rule?.replace) {
    ctx.req.resume();
    ctx.status = rule.replace.status ?? 200;
    for (const [k, v] of Object.entries(rule.replace.headers ?? {})) ctx.set(k, v);
    ctx.body = rule.replace.body ?? '';
  } else {
    await next();
  }
  const params = ctx.oidc?.params ?? {};
  // the provider itself never says slow_down: enforce the polling interval here (RFC 8628 3.5)
  if (ctx.path === '/token' && params.grant_type === DEVICE) {
    const now = Date.now();
    const last = lastPoll.get(params.device_code);
    lastPoll.set(params.device_code, now);
    if (ctx.body?.error === 'authorization_pending' && last && now - last < DEVICE_INTERVAL * 1000 - 250) {
      ctx.body = { error: 'slow_down', error_description: 'polling faster than the interval' };
    }
  }
  if (ctx.path === '/device/auth' && ctx.body?.device_code && process.env.IDP_DEVICE_INTERVAL) {
    ctx.body = { ...ctx.body, interval: DEVICE_INTERVAL };
  }
  if (rule && !rule.replace && ctx.body && typeof ctx.body === 'object') {
    let body = { ...ctx.body, ...(rule.set ?? {}) };
    for (const k of rule.delete ?? []) delete body[k];
    if (rule.nest) body = { ok: true, [rule.nest]: body };
    if (rule.status) ctx.status = rule.status;
    if (rule.form) { ctx.body = new URLSearchParams(body).toString(); ctx.type = 'application/x-www-form-urlencoded'; } else ctx.body = body;
  }
  log.push({ t: Date.now(), method: ctx.method, path: ctx.path, status: ctx.status, grant_type: params.grant_type, client_id: params.client_id, error: ctx.body?.error, rule: rule ? Object.keys(rule) : undefined });
  if (process.env.IDP_LOG) fs.appendFileSync(process.env.IDP_LOG, `${JSON.stringify(log.at(-1))}\n`);
  if (rule?.drop) { ctx.respond = false; ctx.req.socket.destroy(); }
});

server.on('request', provider.callback());
console.log(`READY ${issuer} pid=${process.pid}`);
for (const s of ['SIGTERM', 'SIGINT']) process.on(s, () => { server.close(); server.closeAllConnections(); });
// Whoever started it is gone: so are we.
process.stdin.resume().on('end', () => process.exit(0));
