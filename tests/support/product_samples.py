"""What the Store says of a product, to the letter: the client reads it, the emulator answers it.

Written by hand from the reference, and by neither of the two.
"""

from __future__ import annotations

CONTENT = "5ea75ea7-0000-4000-8000-00000000000c"

DETAILS = """
{"productKey": {"productId": "9NBLGGH4R2R6", "skuId": "0016"}, "productType": "Application",
 "supportedLanguages": ["en-us", "de-de"], "publisherId": "CN=Contoso", "category": "Business",
 "alternateIds": [{"type": "LegacyWindowStoreProductId", "value": "legacy"}],
 "packageFamilyName": "Contoso.Office_1234567890abc",
 "supportedPlatforms": [{"platformName": "Windows.Desktop",
   "minVersion": {"major": 10, "minor": 0, "build": 14393, "revision": 0},
   "maxTestedVersion": {"major": 10, "minor": 0, "build": 15063, "revision": 7}}]}
"""
LOCALIZED = """
{"language": "de-de", "displayName": "Büro", "description": "Alles fürs Büro.",
 "images": [{"location": "https://images.example.com/office.png", "purpose": "tile",
   "height": 150, "width": 310, "caption": "Büro", "backgroundColor": "#ffffff",
   "foregroundColor": "#112233", "fileSize": 5000000000}],
 "publisher": {"publisherName": "Contoso", "publisherWebsite": "https://contoso.example.com"}}
"""
LICENSE = f"""
{{"productKey": {{"productId": "9NBLGGH4R2R6", "skuId": "0016"}}, "licenseBlob": "bGljZW5jZQ==",
 "licenseInstanceId": "instance", "requestorId": "requestor", "contentId": "{CONTENT}"}}
"""
PACKAGE = f"""
{{"packageId": "office", "contentId": "{CONTENT}",
 "location": {{"url": "https://packages.example.com/office.appx"}},
 "packageFullName": "Contoso.Office_1.0.0.0_x64__1234567890abc",
 "packageIdentityName": "Contoso.Office", "architectures": ["x64", "arm"],
 "packageFormat": "appx", "platforms": [], "fileSize": 9223372036854775807, "packageRank": 3,
 "frameworkDependencyPackages": [{{"packageId": "runtime", "contentId": "runtime-content",
   "location": {{"url": "https://packages.example.com/runtime.appx"}},
   "packageFullName": "Contoso.Runtime_2.0.0.0_neutral_~_1234567890abc",
   "packageIdentityName": "Contoso.Runtime", "architectures": ["neutral"],
   "packageFormat": "appxBundle",
   "platforms": [{{"platformName": "Windows.Universal",
     "minVersion": {{"major": 10, "minor": 0, "build": 10240, "revision": 0}},
     "maxTestedVersion": {{"major": 10, "minor": 0, "build": 15063, "revision": 0}}}}],
   "fileSize": 12, "packageRank": 1}}]}}
"""
PACKAGES = f'{{"packageSetId": "set", "productPackages": [{PACKAGE}]}}'
