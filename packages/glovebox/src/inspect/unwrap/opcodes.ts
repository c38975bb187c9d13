/**
 * What follows an opcode of a pickle in the stream, by the name of its encoding; sizes are little-endian. Protocols 0 to 5, as
 * documented by Python's `pickletools`.
 */
export type Operand =
  | 'none'
  /** A line that ends with a line feed. */
  | 'line'
  /** Two lines: a module and a name. */
  | 'two-lines'
  /** A number of so many bytes. */
  | 'byte'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'uint64'
  | 'double'
  /** A size of so many bytes, and that many bytes. */
  | 'sized-byte'
  | 'sized-uint32'
  | 'sized-uint64';

export interface Opcode {
  readonly name: string;
  readonly operand: Operand;
}

/** Every opcode by its byte. */
export const OPCODES: ReadonlyMap<number, Opcode> = new Map(
  (
    [
      ['I', 'INT', 'line'],
      ['J', 'BININT', 'int32'],
      ['K', 'BININT1', 'byte'],
      ['M', 'BININT2', 'uint16'],
      ['L', 'LONG', 'line'],
      ['\x8a', 'LONG1', 'sized-byte'],
      ['\x8b', 'LONG4', 'sized-uint32'],
      ['F', 'FLOAT', 'line'],
      ['G', 'BINFLOAT', 'double'],
      ['S', 'STRING', 'line'],
      ['T', 'BINSTRING', 'sized-uint32'],
      ['U', 'SHORT_BINSTRING', 'sized-byte'],
      ['B', 'BINBYTES', 'sized-uint32'],
      ['C', 'SHORT_BINBYTES', 'sized-byte'],
      ['\x8e', 'BINBYTES8', 'sized-uint64'],
      ['\x96', 'BYTEARRAY8', 'sized-uint64'],
      ['\x97', 'NEXT_BUFFER', 'none'],
      ['\x98', 'READONLY_BUFFER', 'none'],
      ['N', 'NONE', 'none'],
      ['\x88', 'NEWTRUE', 'none'],
      ['\x89', 'NEWFALSE', 'none'],
      ['V', 'UNICODE', 'line'],
      ['\x8c', 'SHORT_BINUNICODE', 'sized-byte'],
      ['X', 'BINUNICODE', 'sized-uint32'],
      ['\x8d', 'BINUNICODE8', 'sized-uint64'],
      [']', 'EMPTY_LIST', 'none'],
      ['a', 'APPEND', 'none'],
      ['e', 'APPENDS', 'none'],
      ['l', 'LIST', 'none'],
      [')', 'EMPTY_TUPLE', 'none'],
      ['t', 'TUPLE', 'none'],
      ['\x85', 'TUPLE1', 'none'],
      ['\x86', 'TUPLE2', 'none'],
      ['\x87', 'TUPLE3', 'none'],
      ['}', 'EMPTY_DICT', 'none'],
      ['d', 'DICT', 'none'],
      ['s', 'SETITEM', 'none'],
      ['u', 'SETITEMS', 'none'],
      ['\x8f', 'EMPTY_SET', 'none'],
      ['\x90', 'ADDITEMS', 'none'],
      ['\x91', 'FROZENSET', 'none'],
      ['0', 'POP', 'none'],
      ['2', 'DUP', 'none'],
      ['(', 'MARK', 'none'],
      ['1', 'POP_MARK', 'none'],
      ['g', 'GET', 'line'],
      ['h', 'BINGET', 'byte'],
      ['j', 'LONG_BINGET', 'uint32'],
      ['p', 'PUT', 'line'],
      ['q', 'BINPUT', 'byte'],
      ['r', 'LONG_BINPUT', 'uint32'],
      ['\x94', 'MEMOIZE', 'none'],
      ['\x82', 'EXT1', 'byte'],
      ['\x83', 'EXT2', 'uint16'],
      ['\x84', 'EXT4', 'int32'],
      ['c', 'GLOBAL', 'two-lines'],
      ['\x93', 'STACK_GLOBAL', 'none'],
      ['R', 'REDUCE', 'none'],
      ['b', 'BUILD', 'none'],
      ['i', 'INST', 'two-lines'],
      ['o', 'OBJ', 'none'],
      ['\x81', 'NEWOBJ', 'none'],
      ['\x92', 'NEWOBJ_EX', 'none'],
      ['\x80', 'PROTO', 'byte'],
      ['\x95', 'FRAME', 'uint64'],
      ['.', 'STOP', 'none'],
      ['P', 'PERSID', 'line'],
      ['Q', 'BINPERSID', 'none'],
    ] as const
  ).map(([byte, name, operand]) => [byte.charCodeAt(0), { name, operand }]),
);
