// Keeps stock of a small warehouse and says what has to be ordered.
type Sku = `${string}-${number}`;

interface Item {
  readonly sku: Sku;
  readonly name: string;
  readonly minimum: number;
  stock: number;
}

type Movement = { readonly kind: 'in' | 'out'; readonly sku: Sku; readonly count: number };

class Inventory {
  readonly #items = new Map<Sku, Item>();

  add(item: Item): this {
    this.#items.set(item.sku, item);
    return this;
  }

  apply({ kind, sku, count }: Movement): void {
    const item = this.#items.get(sku);
    if (item === undefined) throw new Error(`no item ${sku}`);
    const stock = kind === 'in' ? item.stock + count : item.stock - count;
    if (stock < 0) throw new RangeError(`only ${item.stock} of ${item.name} left`);
    item.stock = stock;
  }

  toOrder(): readonly string[] {
    return [...this.#items.values()].filter((item) => item.stock < item.minimum).map((item) => `${item.name}: ${item.minimum - item.stock}`);
  }
}

const inventory = new Inventory()
  .add({ sku: 'bolt-8', name: 'Bolt M8', minimum: 100, stock: 120 })
  .add({ sku: 'nut-8', name: 'Nut M8', minimum: 100, stock: 140 });

const movements: readonly Movement[] = [
  { kind: 'out', sku: 'bolt-8', count: 60 },
  { kind: 'in', sku: 'nut-8', count: 25 },
];
movements.forEach((movement) => inventory.apply(movement));
console.log('To order:', inventory.toOrder().join(', ') || 'nothing');
