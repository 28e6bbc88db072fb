/** Hovers in policies and on grants: what the word under the pointer means, and what the call adds. */
import { type Document, type SourceSpan, span } from '../../core/document.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { text } from '../markdown.ts';
import type { Session } from '../session.ts';
import { toRange } from '../toProtocol.ts';
import { type Link, accessOf, grantAt, grantInWords, grantNameSpan } from './access.ts';
import { policyCursor } from './cursor.ts';
import { actionAt, statementAt, writtenActions } from './statements.ts';
import { actionInWords, conditionKeyInWords, managedPolicyInWords } from './words.ts';

/** Markdown, and the words that it is about. */
interface Said {
  readonly span: SourceSpan;
  readonly said: string;
}

/** What a word of a policy or a grant means; null where there is neither. */
export function policyHover(session: Session, graph: ResourceGraph, document: Document, offset: number): Said | null {
  const word = wordAt(graph, document, offset);
  if (word) return word;
  const [first, ...more] = grantAt(graph, span(document.uri, offset, offset), document.text);
  if (!first?.grant) return null;
  const said = grantInWords(graph, [first, ...more], linksIn(session));
  return { span: grantNameSpan(first.grant, document.text), said };
}

/** What there is to say about the access of a resource; nothing for most. */
export function accessLines(session: Session, graph: ResourceGraph, resource: Resource): string[] {
  return accessOf(graph, resource, linksIn(session));
}

function wordAt(graph: ResourceGraph, { uri, text: source }: Document, offset: number): Said | null {
  const cursor = policyCursor(uri, source, offset);
  const place = cursor && span(uri, cursor.start, cursor.end);
  const answer = (said: string | null) => (place && said !== null ? { span: place, said } : null);
  switch (cursor?.place) {
    case 'action':
      return answer(actionInWords(cursor.word));
    case 'condition-key': {
      const statement = statementAt(graph, span(uri, offset, offset));
      return answer(conditionKeyInWords(cursor.word, statement ? writtenActions(statement).map(a => a.value) : []));
    }
    case 'managed-policy':
    case 'managed-policy-arn':
      return answer(managedPolicyInWords(cursor.word));
    case undefined: {
      // A constant that a statement uses stands in no statement.
      const action = actionAt(graph, span(uri, offset, offset));
      const said = action ? actionInWords(action.value) : null;
      return action?.written && said !== null ? { span: action.written, said } : null;
    }
    default:
      return null;
  }
}

/** Links to places by file and line. */
function linksIn(session: Session): Link {
  return place => {
    const document = session.document(place.uri);
    const name = decodeURIComponent(place.uri.slice(place.uri.lastIndexOf('/') + 1));
    if (!document) return text(name);
    const line = toRange(document, place).start.line + 1;
    return `[${text(name)}:${line}](<${session.clientUri(place.uri)}#L${line}>)`;
  };
}
