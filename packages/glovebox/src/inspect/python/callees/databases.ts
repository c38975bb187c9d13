import type { CalleeGroup } from '../../resolve/callee.ts';
import { of } from './names.ts';

/** Databases: a file, or a server to connect to. */
export const DATABASES: readonly CalleeGroup[] = [
  {
    capability: 'file.read',
    target: 'first',
    callees: [
      ...of('sqlite3', 'connect'),
      ...of('aiosqlite', 'connect'),
      ...of('duckdb', 'connect'),
      'tinydb.TinyDB',
      'peewee.SqliteDatabase',
    ],
  },
  {
    capability: 'open-mode',
    target: 'first',
    callees: [...of('dbm', 'open'), ...of('dbm.gnu', 'open'), ...of('dbm.ndbm', 'open'), ...of('dbm.dumb', 'open')],
  },
  {
    // An extension is a shared library.
    capability: 'code.native',
    target: 'first',
    callees: ['sqlite3.Connection.load_extension'],
  },
  {
    capability: 'network.connect',
    target: 'host-port',
    callees: [
      ...of('redis', 'Redis StrictRedis'),
      ...of('redis.asyncio', 'Redis'),
      ...of('pymongo', 'MongoClient'),
      ...of('mysql.connector', 'connect'),
      ...of('MySQLdb', 'connect'),
      ...of('pymysql', 'connect'),
      ...of('aiomysql', 'connect create_pool'),
      ...of('pymssql', 'connect'),
      ...of('clickhouse_driver', 'Client'),
      ...of('memcache', 'Client'),
      ...of('pymemcache.client.base', 'Client'),
      ...of('ldap3', 'Server'),
    ],
  },
  {
    capability: 'network.connect',
    target: 'first',
    callees: [
      ...of('psycopg2', 'connect'),
      ...of('psycopg', 'connect'),
      ...of('asyncpg', 'connect create_pool'),
      ...of('aiopg', 'connect create_pool'),
      ...of('pyodbc', 'connect'),
      ...of('cx_Oracle', 'connect'),
      ...of('oracledb', 'connect'),
      ...of('sqlalchemy', 'create_engine'),
      ...of('sqlalchemy.ext.asyncio', 'create_async_engine'),
      ...of('motor.motor_asyncio', 'AsyncIOMotorClient'),
      ...of('elasticsearch', 'Elasticsearch'),
      ...of('cassandra.cluster', 'Cluster'),
      ...of('neo4j', 'GraphDatabase.driver'),
      ...of('influxdb_client', 'InfluxDBClient'),
      ...of('ldap', 'initialize'),
      'redis.from_url',
      'redis.Redis.from_url',
    ],
  },
];
