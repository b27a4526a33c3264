import { type Answer, refuse } from './answer.ts';
import { isProtected, riskOf, teamOf } from './directory.ts';
import { lookUpShop } from './shop-answers.ts';

const RISK_PATH = /^\/risk\/(\d{1,9})$/;

/** What each endpoint that changes something takes; it answers the same with 201. */
const EFFECTS: Readonly<Record<string, readonly string[]>> = {
  '/labels': ['repository', 'number', 'label'],
  '/comments': ['repository', 'number', 'text'],
  '/reviews': ['repository', 'number', 'team', 'reviewers'],
  '/notifications': ['channel', 'text'],
  '/shipments': ['order', 'carrier', 'country', 'insuredCents'],
  '/mails': ['to', 'text'],
  '/reservations': ['sku', 'pieces', 'warehouse'],
  '/transfers': ['sku', 'pieces', 'warehouses'],
  '/purchases': ['sku', 'pieces'],
  '/refunds': ['refund', 'order', 'amountCents', 'note'],
  '/letters': ['refund', 'text'],
};

/** @param url of a GET */
export function lookUp(url: URL): Answer {
  const answer = lookUpShop(url);
  if (answer !== undefined) return answer;
  const { pathname, searchParams } = url;
  const repository = searchParams.get('repository');
  if (repository === null) return refuse(400, 'The query must name a repository.');
  const risk = RISK_PATH.exec(pathname);
  if (risk !== null) return { status: 200, body: { score: riskOf(repository, Number(risk[1])) } };
  if (pathname === '/owners') return owner(repository);
  if (pathname === '/protection') return protection(searchParams);
  return refuse(404, `There is nothing at ${pathname}.`);
}

function owner(repository: string): Answer {
  const team = teamOf(repository);
  return team === undefined ? refuse(404, `Nobody owns ${repository}.`) : { status: 200, body: { repository, team } };
}

function protection(query: URLSearchParams): Answer {
  const ref = query.get('ref') ?? '';
  if (ref.startsWith('refs/tags/') && query.get('deleted') === 'true') {
    return refuse(403, `A tag is for ever: ${ref} must not be deleted.`);
  }
  return { status: 200, body: { ref, protected: isProtected(ref) } };
}

/** Checks a POST; the caller has to see to it that the effect happens once. */
export function change(path: string, body: unknown): Answer {
  const fields = EFFECTS[path];
  if (fields === undefined) return refuse(404, `There is nothing at ${path}.`);
  const given = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  const missing = fields.filter((field) => !given.includes(field));
  if (missing.length > 0 || given.length !== fields.length) {
    return refuse(422, `The body must hold ${fields.join(', ')} and nothing else.`);
  }
  return { status: 201, body };
}
