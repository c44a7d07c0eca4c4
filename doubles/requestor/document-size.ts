import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** What an operation comes to when every fragment stands where it is spread. */
type Size = Readonly<{
  rootFields: number;
  /** How many of the root fields make a payment. */
  creations: number;
  aliases: number;
  /** Levels of fields; what lies below introspection is bounded by graphql-js itself. */
  depth: number;
  selections: number;
  /** Selections below introspection: the query that every tool sends has 230. */
  introspected: number;
}>;

const most = { rootFields: 5, aliases: 10, depth: 6, selections: 200, introspected: 400 } as const;
const names: Readonly<Record<keyof typeof most, string>> = {
  rootFields: 'root fields',
  aliases: 'aliases',
  depth: 'levels of fields',
  selections: 'selected fields',
  introspected: 'selected fields of introspection',
};

/**
 * What of a document is larger than this API takes, in its operations, run or not. Done before it is validated:
 * some rules of validation take the square of the time.
 */
export function sizeErrors(document: DocumentNode): GraphQLError[] {
  const limits = Object.keys(most) as (keyof typeof most)[];
  return operationSizes(document).flatMap(([operation, size]) =>
    limits
      .filter((limit) => size[limit] > most[limit])
      .map((limit) =>
        tooMuch(`an operation may have at most ${most[limit]} ${names[limit]}, counted with fragments`, operation),
      ),
  );
}

/** A key is of one payment: with one, no operation may make several. */
export function oneCreationErrors(document: DocumentNode): GraphQLError[] {
  const message = 'an Idempotency-Key is of one payment: send each createPayment by itself';
  const extensions = { code: 'INVALID_ARGUMENT', reason: 'idempotency_key_invalid' };
  return operationSizes(document)
    .filter(([, { creations }]) => creations > 1)
    .map(([nodes]) => new GraphQLError(message, { nodes, extensions }));
}

const tooMuch = (message: string, nodes: OperationDefinitionNode) =>
  new GraphQLError(message, { nodes, extensions: { code: 'RESOURCE_EXHAUSTED' } });

function operationSizes({ definitions }: DocumentNode): (readonly [OperationDefinitionNode, Size])[] {
  const sizes = new Sizes(definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION));
  return definitions
    .filter((one) => one.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => [operation, sizes.of(operation.selectionSet)]);
}

const nothing: Size = { rootFields: 0, creations: 0, aliases: 0, depth: 0, selections: 0, introspected: 0 };

/** Measures each fragment once, however often it is spread. */
class Sizes {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<string, Size>();

  constructor(fragments: readonly FragmentDefinitionNode[]) {
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  of({ selections }: SelectionSetNode): Size {
    return selections.map((selection) => this.#ofSelection(selection)).reduce(together, nothing);
  }

  #ofSelection(selection: SelectionNode): Size {
    if (selection.kind === Kind.FIELD) return this.#ofField(selection);
    return selection.kind === Kind.INLINE_FRAGMENT
      ? this.of(selection.selectionSet)
      : this.#spread(selection.name.value);
  }

  #ofField({ name, alias, selectionSet }: FieldNode): Size {
    const below = selectionSet === undefined ? nothing : this.of(selectionSet);
    const introspects = name.value.startsWith('__');
    return {
      rootFields: 1,
      creations: name.value === 'createPayment' ? 1 : 0,
      aliases: below.aliases + (alias === undefined ? 0 : 1),
      depth: 1 + (introspects ? 0 : below.depth),
      selections: 1 + (introspects ? 0 : below.selections),
      introspected: below.introspected + (introspects ? below.selections : 0),
    };
  }

  #spread(name: string): Size {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    // One that spreads itself comes to nothing here, and is then refused by validation.
    this.#known.set(name, nothing);
    const fragment = this.#fragments.get(name);
    const size = fragment === undefined ? nothing : this.of(fragment.selectionSet);
    this.#known.set(name, size);
    return size;
  }
}

const together = (one: Size, other: Size): Size => ({
  rootFields: one.rootFields + other.rootFields,
  creations: one.creations + other.creations,
  aliases: one.aliases + other.aliases,
  depth: Math.max(one.depth, other.depth),
  selections: one.selections + other.selections,
  introspected: one.introspected + other.introspected,
});
