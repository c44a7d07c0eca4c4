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

/** Size of an operation with all fragments expanded. */
type Size = Readonly<{
  rootFields: number;
  /** Root fields that create a payment. */
  creations: number;
  aliases: number;
  /** Nesting of fields, without introspection, whose depth graphql-js limits itself. */
  depth: number;
  selections: number;
  /** Selections within introspection. The standard introspection query has 230. */
  introspected: number;
}>;

const maximum = { rootFields: 5, aliases: 10, depth: 6, selections: 200, introspected: 400 } as const;
const names: Readonly<Record<keyof typeof maximum, string>> = {
  rootFields: 'root fields',
  aliases: 'aliases',
  depth: 'levels of fields',
  selections: 'selected fields',
  introspected: 'selected introspection fields',
};

/**
 * Errors for operations that exceed the size limits, whether or not they are executed. Call it before validation, because
 * some validation rules take quadratic time.
 */
export function sizeErrors(document: DocumentNode): GraphQLError[] {
  const limits = Object.keys(maximum) as (keyof typeof maximum)[];
  return operationSizes(document).flatMap(([operation, size]) =>
    limits
      .filter((limit) => size[limit] > maximum[limit])
      .map((limit) =>
        tooMuch(`an operation may have at most ${maximum[limit]} ${names[limit]}, with fragments expanded`, operation),
      ),
  );
}

/** Errors for operations that create several payments. Use it for requests with an idempotency key, which covers only one. */
export function oneCreationErrors(document: DocumentNode): GraphQLError[] {
  const message = 'an Idempotency-Key covers one payment: send each createPayment in a request of its own';
  const extensions = { code: 'INVALID_ARGUMENT', reason: 'idempotency_key_invalid' };
  return operationSizes(document)
    .filter(([, { creations }]) => creations > 1)
    .map(([nodes]) => new GraphQLError(message, { nodes, extensions }));
}

const tooMuch = (message: string, nodes: OperationDefinitionNode) =>
  new GraphQLError(message, { nodes, extensions: { code: 'RESOURCE_EXHAUSTED' } });

function operationSizes({ definitions }: DocumentNode): (readonly [OperationDefinitionNode, Size])[] {
  const sizes = new SizeCalculator(definitions.filter((one) => one.kind === Kind.FRAGMENT_DEFINITION));
  return definitions
    .filter((one) => one.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => [operation, sizes.of(operation.selectionSet)]);
}

const nothing: Size = { rootFields: 0, creations: 0, aliases: 0, depth: 0, selections: 0, introspected: 0 };

/** Measures each fragment once, however often it is spread, so the time stays linear. */
class SizeCalculator {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #known = new Map<string, Size>();

  constructor(fragments: readonly FragmentDefinitionNode[]) {
    this.#fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  of({ selections }: SelectionSetNode): Size {
    return selections.map((selection) => this.#ofSelection(selection)).reduce(add, nothing);
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
    // Ends the recursion for a fragment that spreads itself. Validation refuses it afterwards.
    this.#known.set(name, nothing);
    const fragment = this.#fragments.get(name);
    const size = fragment === undefined ? nothing : this.of(fragment.selectionSet);
    this.#known.set(name, size);
    return size;
  }
}

const add = (one: Size, other: Size): Size => ({
  rootFields: one.rootFields + other.rootFields,
  creations: one.creations + other.creations,
  aliases: one.aliases + other.aliases,
  depth: Math.max(one.depth, other.depth),
  selections: one.selections + other.selections,
  introspected: one.introspected + other.introspected,
});
