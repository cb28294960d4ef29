"""Writes documents like those of an office into the folder given as argument."""

import datetime
import os
import sys
import zipfile

import xlsxwriter
from docx import Document
from docx.shared import Cm
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from PIL import Image, ImageDraw
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm as SlideCm
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen import canvas

os.chdir(sys.argv[1])


def picture(name):
    image = Image.new("RGB", (600, 800), "white")
    ImageDraw.Draw(image).text((50, 50), "A page that was scanned", fill="black")
    image.save(name)
    return name


def contract():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "合同编号 HT-2026-018"
    document.add_heading("采购合同", 0)
    document.add_paragraph("甲方：杭州某某科技有限公司\n乙方：Smith & Sons <Trading> Ltd.")
    document.add_heading("第一条 货物", 1)
    table = document.add_table(1, 3)
    for cell, text in zip(table.rows[0].cells, ["名称", "数量", "单价（元）"]):
        cell.text = text
    for row in [("绿茶", "42", "128.00"), ("茶杯", "10", "35.50")]:
        for cell, text in zip(table.add_row().cells, row):
            cell.text = text
    document.add_heading("第二条 付款", 1)
    document.add_paragraph("合同签订后 7 日内支付 30%。", style="List Number")
    document.add_paragraph("验收合格后 30 日内付清。", style="List Number")
    document.save("contract.docx")


def minutes():
    document = Document()
    document.add_heading("周会纪要", 1)
    paragraph = document.add_paragraph("王芳负责")
    run = paragraph.add_run("八月的预算")
    run.bold = True
    paragraph.add_run("，周五之前交。")
    document.add_comment(run, text="先和财务确认一下。", author="李强")
    document.add_paragraph("下次会议：9 月 3 日 14:00\t地点：三楼")
    document.save("minutes.docx")


def resume():
    document = Document()
    table = document.add_table(1, 2)
    left, right = table.rows[0].cells
    left.paragraphs[0].add_run().add_picture(picture("photo.png"), width=Cm(3))
    right.text = "张三"
    right.add_paragraph("前端工程师，五年经验")
    document.add_paragraph("教育：浙江大学，计算机，2014–2018")
    document.save("resume.docx")


def long_report():
    document = Document()
    for number in range(1, 1001):
        document.add_paragraph(f"第 {number} 段。" + "这一段说明今年各地门店的经营情况和下一步的打算。" * 3)
    document.save("report.docx")


def photographed():
    document = Document()
    for _ in range(2):
        document.add_picture(picture("photo.png"), width=Cm(14))
    document.save("photographed.docx")


def expenses():
    book = Workbook()
    sheet = book.active
    sheet.title = "八月"
    sheet.append(["日期", "项目", "金额", "占比", "合计"])
    sheet.append([datetime.date(2026, 8, 3), "打车", 46.5, 0.125, "=SUM(C2:C3)"])
    sheet.append([datetime.datetime(2026, 8, 4, 18, 30), "聚餐\n（四人）", 1325.999, 0.875, None])
    sheet["C2"].number_format = "¥#,##0.00"
    sheet["D2"].number_format = sheet["D3"].number_format = "0.0%"
    sheet.merge_cells("A5:E5")
    sheet["A5"] = "报销人：王芳"
    book.create_sheet("空表")
    secret = book.create_sheet("密码")
    secret.append(["不给人看的一页"])
    secret.sheet_state = "hidden"
    book.save("expenses.xlsx")


def timesheet():
    book = Workbook()
    sheet = book.active
    sheet.title = "考勤"
    sheet.append(["工号", "上班", "下班", "本周工时", "在岗"])
    sheet.append(["00123", datetime.time(8, 55), datetime.time(18, 10), datetime.timedelta(hours=41, minutes=30), True])
    book.save("timesheet.xlsx")


def sales():
    book = xlsxwriter.Workbook("sales.xlsx")
    sheet = book.add_worksheet("Sales 2026")
    date = book.add_format({"num_format": "yyyy/m/d"})
    sheet.write_row(0, 0, ["Month", "Units", "Revenue"])
    for row, units in enumerate([120, 95, 143], 1):
        sheet.write_datetime(row, 0, datetime.datetime(2026, row, 1), date)
        sheet.write(row, 1, units)
        sheet.write_formula(row, 2, f"=B{row + 1}*9.9", None, round(units * 9.9, 2))
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Sales 2026'!$B$2:$B$4"})
    sheet.insert_chart("E2", chart)
    book.close()


def members():
    book = Workbook(write_only=True)
    sheet = book.create_sheet("会员")
    for number in range(20_000):
        sheet.append([number, f"会员{number}", f"1380000{number:05d}", "杭州市西湖区"])
    book.save("members.xlsx")


def macros():
    book = Workbook()
    book.active.append(["点这里运行", 1])
    book.save("macros.xlsx")
    # What Excel adds to a workbook with macros.
    with zipfile.ZipFile("macros.xlsx") as source, zipfile.ZipFile("macros.xlsm", "w", zipfile.ZIP_DEFLATED) as copy:
        for item in source.infolist():
            copy.writestr(item, source.read(item))
        copy.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))


def training():
    slides = Presentation()
    title = slides.slides.add_slide(slides.slide_layouts[0])
    title.shapes.title.text = "新员工培训"
    title.placeholders[1].text = "人力资源部\n2026 年 9 月"
    points = slides.slides.add_slide(slides.slide_layouts[1])
    points.shapes.title.text = "考勤制度"
    body = points.placeholders[1].text_frame
    body.text = "上班 9:00"
    nested = body.add_paragraph()
    nested.text = "迟到 10 分钟以内不扣钱"
    nested.level = 1
    points.notes_slide.notes_text_frame.text = "这里举两个例子。\n不要超过五分钟。"
    table = slides.slides.add_slide(slides.slide_layouts[5])
    table.shapes.title.text = "联系人"
    cells = table.shapes.add_table(2, 2, SlideCm(2), SlideCm(5), SlideCm(10), SlideCm(3)).table
    for row, texts in enumerate([("姓名", "分机"), ("王芳", "8012")]):
        for column, text in enumerate(texts):
            cells.cell(row, column).text = text
    slides.save("training.pptx")


def review():
    slides = Presentation()
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    slide.shapes.title.text = "Q3 review"
    data = CategoryChartData()
    data.categories = ["East", "West"]
    data.add_series("Sales", (19.2, 21.4))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, SlideCm(2), SlideCm(5), SlideCm(9), SlideCm(8), data)
    slide = slides.slides.add_slide(slides.slide_layouts[6])
    slide.shapes.add_picture(picture("photo.png"), SlideCm(1), SlideCm(1))
    group = slide.shapes.add_group_shape()
    group.shapes.add_textbox(SlideCm(12), SlideCm(2), SlideCm(5), SlideCm(2)).text_frame.text = "Grouped text"
    slides.save("review.pptx")


def invoice():
    """A Chinese font that is named and not embedded, as in many electronic invoices."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    page = canvas.Canvas("invoice.pdf")
    page.setFont("STSong-Light", 12)
    page.drawString(80, 780, "电子发票（普通发票）")
    page.drawString(80, 750, "购买方：杭州某某科技有限公司")
    page.drawString(80, 730, "价税合计（小写）¥1,372.50")
    page.save()


def scan():
    page = canvas.Canvas("scan.pdf")
    for _ in range(3):
        page.drawImage(picture("photo.png"), 0, 0, 595, 842)
        page.showPage()
    page.save()


def locked():
    page = canvas.Canvas("locked.pdf", encrypt=StandardEncryption("secret", "owner"))
    page.drawString(80, 780, "Salaries")
    page.save()
    with open("contract.docx", "rb") as source, open("locked.docx", "wb") as target:
        OOXMLFile(source).encrypt("secret", target)


for make in [contract, minutes, resume, long_report, photographed, expenses, timesheet, sales, members, macros]:
    make()
for make in [training, review, invoice, scan, locked]:
    make()
