"""One distribution: the booth (firmware, hw) and the reference central."""

from setuptools import find_packages, setup

VERSION = "0.1.0"

# Ranges start at the version that was tested. python3-av of Raspberry Pi OS
# trixie is 14.2; pygame-ce brings KMSDRM in its wheel, the pygame distribution
# does not, and both install the same import name: never depend on a package
# that requires `pygame`.
RUNTIME = [
    "av>=14.2,<19",
    "babel>=2.17,<3",
    "cryptography>=43,<51",
    "font-roboto==0.0.1",
    "gpiozero>=2.0.1,<3",
    "msgspec>=0.20,<0.23",
    "numpy>=1.26,<3",
    "paho-mqtt>=2.2,<3",
    "peewee>=4.5.3,<5",
    "phonenumbers>=9,<10",
    "pillow>=11,<14",
    "pygame-ce>=2.5.6,<2.6",
    "pyjwt[crypto]>=2.10,<3",
    "pyrage>=1.4,<2",
    "pyserial>=3.5,<4",
    "python-statemachine>=3.2,<4",
    "python-stdnum>=2.1,<3",
    "rich>=14,<16",
    "segno>=1.6,<2",
    "tzdata",
    "zxing-cpp>=3,<4",
]

# holidays: what it knows is data, so at least the version that was checked.
CENTRAL = [
    "amqtt>=0.12.1,<0.13",
    "argon2-cffi>=23.1,<26",
    "boto3>=1.35,<2",
    "fastapi>=0.120,<0.200",
    "holidays>=0.109,<1",
    "jinja2>=3.1,<4",
    "psycopg[binary]>=3.2,<4",
    "pyotp>=2.9,<3",
    "python-multipart>=0.0.20,<0.1",
    "smpplib>=2.2.4,<2.3",
    "uvicorn>=0.34,<1",
]

setup(
    name="dialog-booth",
    version=VERSION,
    description="A public video-appeal booth: firmware, bench and reference central",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=find_packages(include=["firmware*", "hw*", "central*"]),
    include_package_data=True,
    package_data={
        "firmware": [
            "locale/*/LC_MESSAGES/*.po",
            "locale/*.pot",
            "locale/voice/*/*.ogg",
            "py.typed",
            "wire/asyncapi.yaml",
            "wire/vectors/*.json",
        ],
        "hw": ["py.typed", "bench/virtual.yaml"],
        "central": [
            "desk/static/*",
            "desk/templates/*.html",
            "locale/*.pot",
            "locale/*/LC_MESSAGES/*.po",
            "notices/texts.toml",
            "py.typed",
            "sample/*.json",
        ],
    },
    install_requires=RUNTIME,
    extras_require={
        "central": CENTRAL,
        "demo": CENTRAL,
        "dev": [
            *CENTRAL,
            "axe-playwright-python>=0.1.6,<0.2",
            "boto3-stubs[s3]>=1.35,<2",
            "httpx2>=2.10,<3",
            "hypothesis>=6.100,<7",
            "mfusepy>=3.1,<4",
            "moto[server]>=5.2,<6",
            "mypy>=2.0,<3",
            "playwright>=1.50,<2",
            "pytest>=9,<10",
            "pytest-timeout>=2.3,<3",
            "pytest-xdist>=3.6,<4",
            "python-escpos>=3.1,<3.2",
            "ruff>=0.15,<0.18",
            "schemathesis>=4.30,<5",
            "pyyaml>=6,<7",
            "types-pyserial>=3.5,<4",
            "types-pyyaml>=6,<7",
            "types-babel>=2.11,<3",
            "wireviz>=0.4.1,<0.5",
        ],
    },
    entry_points={
        "console_scripts": [
            "booth = firmware.cli:main",
            "central = central.cli:main",
        ]
    },
)
