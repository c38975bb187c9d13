/**
 * Python modules that many programs import. Most carry their package's name; for those that do not, this list is the only way
 * to know them. It is looked at before the long lists are loaded, and near misses are measured against it.
 */
const MODULES = `
numpy pandas scipy matplotlib sklearn seaborn requests flask django fastapi starlette uvicorn gunicorn pydantic
sqlalchemy alembic celery redis kombu boto3 botocore aiobotocore s3fs fsspec pytest hypothesis mock tox nox click typer
rich tqdm colorama termcolor tabulate prettytable yaml toml tomli tomlkit dotenv decouple environ jinja2 markupsafe mako
werkzeug itsdangerous lxml bs4 html5lib cssselect parsel scrapy selenium playwright mechanize httpx aiohttp urllib3
certifi idna chardet charset_normalizer websockets websocket socks socketio engineio paramiko fabric invoke netmiko nmap
scapy shodan dns ldap3 ldap cryptography Crypto Cryptodome OpenSSL nacl jwt jose authlib oauthlib requests_oauthlib
passlib bcrypt argon2 PIL cv2 skimage imageio torch torchvision torchaudio tensorflow tensorboard keras jax jaxlib flax
optax transformers datasets tokenizers huggingface_hub diffusers accelerate peft sentence_transformers spacy nltk gensim
textblob openai anthropic langchain langchain_core langchain_community llama_index tiktoken cohere mistralai ollama groq
sentencepiece xgboost lightgbm catboost statsmodels sympy networkx igraph pulp cvxpy ortools numba cython Cython cupy
dask distributed ray joblib dill cloudpickle polars pyarrow duckdb h5py tables zarr xarray netCDF4 geopandas shapely
fiona rasterio pyproj folium geopy pymongo bson motor psycopg2 psycopg asyncpg MySQLdb pymysql mysql pyodbc cx_Oracle
oracledb cassandra neo4j elasticsearch elastic_transport opensearchpy influxdb_client kafka confluent_kafka pika nats
zmq grpc google googleapiclient google_auth_oauthlib gspread firebase_admin azure msal msrest openpyxl xlrd xlwt
xlsxwriter docx pptx PyPDF2 pypdf fitz pdfplumber pdfminer reportlab fpdf markdown mistune docutils sphinx jsonschema
marshmallow attr attrs cattrs dateutil pytz tzlocal tzdata arrow pendulum babel humanize faker factory freezegun
responses vcr git github gitlab jira slack_sdk slack discord telegram telebot tweepy twilio stripe sendgrid boto
docker kubernetes psutil watchdog schedule apscheduler filelock portalocker pexpect ptyprocess sh plumbum serial usb
smbus RPi gpiozero pynput pyautogui keyboard mouse pyperclip mss pyscreenshot sounddevice soundfile pydub librosa
pyaudio speech_recognition pyttsx3 gtts pygame arcade pyglet kivy PyQt5 PyQt6 PySide2 PySide6 wx gi dash plotly bokeh
altair streamlit gradio panel holoviews wordcloud graphviz pydot IPython ipywidgets ipykernel notebook jupyter
jupyter_client nbformat nbconvert traitlets six future past typing_extensions mypy mypy_extensions importlib_metadata
importlib_resources packaging setuptools pkg_resources wheel pip virtualenv poetry more_itertools toolz cytoolz
sortedcontainers cachetools diskcache lru regex parse pyparsing lark ply sly antlr4 simplejson ujson orjson msgpack
cbor2 bencode protobuf flatbuffers avro fastavro thrift zstandard lz4 snappy brotli py7zr rarfile magic xmltodict
defusedxml untangle feedparser newspaper validators email_validator phonenumbers pycountry holidays inflect unidecode
slugify fuzzywuzzy rapidfuzz Levenshtein jellyfish jsonpickle jsonpath_ng deepdiff glom pyfiglet art emoji textual
blessed prompt_toolkit questionary inquirer fire docopt configargparse absl loguru structlog sentry_sdk newrelic ddtrace
opentelemetry prometheus_client statsd gevent greenlet eventlet trio anyio sniffio curio twisted tornado sanic quart
bottle cherrypy pyramid falcon aiofiles aiosqlite peewee tortoise pony mongoengine flask_sqlalchemy flask_login
flask_wtf flask_cors flask_restful flask_migrate flask_jwt_extended flask_mail wtforms rest_framework corsheaders
channels graphene strawberry ariadne gym gymnasium stable_baselines3 pettingzoo mujoco pybullet ale_py cairosvg svgwrite
cairo pyvista vtk trimesh open3d mediapipe face_recognition dlib pytesseract easyocr ultralytics timm albumentations
detectron2 onnx onnxruntime tensorrt triton mlflow wandb optuna hyperopt shap lime yellowbrick imblearn lifelines
prophet pmdarima arch yfinance ccxt ta talib backtrader zipline alpaca_trade_api web3 eth_account bitcoin solana Bio rdkit
pysam openbabel ase pymatgen astropy sunpy qiskit cirq pennylane control slycot casadi pyomo gurobipy highspy sage
win32api win32con win32gui win32com win32process pywintypes pythoncom wmi comtypes pywinauto xattr pwn capstone
unicorn keystone angr z3 frida yara pefile elftools volatility impacket bleach markdown2 pygments ansible salt
jmespath hvac consul etcd3 kazoo nameko zeep suds spyne pysnmp pysftp asyncssh ftputil webdav3 exifread piexif
mutagen eyed3 ffmpeg moviepy youtube_dl yt_dlp pytube instaloader praw wikipedia wikipediaapi googletrans deep_translator
googlesearch serpapi duckduckgo_search html2text markdownify readability trafilatura pyngrok zope ruamel oslo_config
pkginfo twine build hatchling flit_core maturin pybind11 cffi pycparser nanobind texttable natsort wrapt decorator
blinker dependency_injector pluggy iniconfig coverage pytest_asyncio respx requests_mock httpretty moto localstack
bandit flake8 pylint black isort ruff autopep8 yapf jedi rope libcst astor astunparse asttokens executing pyserial
mpmath gmpy2 uncertainties pint quantities patsy formulaic linearmodels econml causalml surprise implicit annoy faiss
hnswlib chromadb pinecone weaviate qdrant_client milvus pymilvus lancedb unstructured langgraph crewai autogen dspy
guidance outlines instructor litellm vllm llama_cpp bitsandbytes trl deepspeed lightning pytorch_lightning torchmetrics
einops kornia pytorch3d torch_geometric dgl ogb allennlp flair stanza fasttext sacrebleu rouge_score evaluate seqeval
pyspark databricks snowflake airflow prefect dagster luigi dbt great_expectations pandera petl tablib records clickhouse_driver
clickhouse_connect trino presto pyhive impala vertica_python teradatasql ibm_db hdbcli sqlparse sqlglot sqlfluff
`;

/** npm packages that most programs use; as for Python, looked at before the long list. */
const NPM = `
lodash underscore react react-dom vue express axios moment dayjs chalk commander yargs debug async bluebird request
node-fetch cross-fetch ws socket.io socket.io-client dotenv uuid nanoid webpack rollup vite esbuild typescript ts-node
tslib eslint prettier jest mocha chai sinon vitest mongoose mongodb mysql mysql2 pg redis ioredis sqlite3 better-sqlite3
sequelize knex typeorm body-parser cookie-parser cors helmet morgan multer passport jsonwebtoken bcrypt bcryptjs
nodemailer puppeteer playwright cheerio jsdom glob rimraf mkdirp fs-extra semver minimist inquirer ora execa shelljs
cross-env cross-spawn nodemon pm2 winston pino bunyan joi zod ajv validator yup immer redux react-redux next nuxt
svelte angular jquery bootstrap tailwindcss postcss autoprefixer sass less styled-components classnames prop-types rxjs
graphql apollo-server ethers web3 d3 three chart.js discord.js telegraf aws-sdk firebase stripe openai sharp jimp
archiver adm-zip tar form-data qs mime iconv-lite xml2js js-yaml yaml ini handlebars ejs pug mustache marked
highlight.js colors electron koa fastify hapi restify polka got superagent needle undici
`;

export const POPULAR_MODULES: readonly string[] = MODULES.trim().split(/\s+/);
export const POPULAR_NPM: readonly string[] = NPM.trim().split(/\s+/);
